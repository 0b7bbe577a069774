package io.mooring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.mooring.access.web.Pages;
import io.mooring.approval.AskDocument;
import io.mooring.approval.AskKind;
import io.mooring.approval.AskState;
import io.mooring.approval.Decision;
import io.mooring.approval.web.AnswerRequest;
import io.mooring.approval.web.DecisionRequest;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditDocument;
import io.mooring.boot.web.Api;
import io.mooring.feed.web.TicketRequest;
import io.mooring.file.FileEventDocument;
import io.mooring.file.FileEventType;
import io.mooring.host.ServerHealth;
import io.mooring.host.ServerState;
import io.mooring.job.FailedItem;
import io.mooring.job.JobCounts;
import io.mooring.job.JobDocument;
import io.mooring.job.JobState;
import io.mooring.job.JobVerb;
import io.mooring.job.web.StartJobRequest;
import io.mooring.json.Json;
import io.mooring.message.MessageDocument;
import io.mooring.message.MessagePart;
import io.mooring.message.MessageRole;
import io.mooring.opencode.wire.UpstreamTodo;
import io.mooring.session.EndSession;
import io.mooring.session.Ensured;
import io.mooring.session.ModelRef;
import io.mooring.session.OpenContext;
import io.mooring.session.PermissionRule;
import io.mooring.session.SessionDocument;
import io.mooring.session.SessionStatus;
import io.mooring.session.UsageDocument;
import io.mooring.session.web.CreateSessionRequest;
import io.mooring.session.web.RecreateRequest;
import io.mooring.session.web.SnapshotsRequest;
import io.mooring.snapshot.ConversationSource;
import io.mooring.snapshot.EndState;
import io.mooring.snapshot.SnapshotDocument;
import io.mooring.snapshot.SnapshotFile;
import io.mooring.snapshot.SnapshotReason;
import io.mooring.snapshot.SnapshotState;
import io.mooring.snapshot.restoring.RestoreDocument;
import io.mooring.snapshot.restoring.RestoreState;
import io.mooring.snapshot.restoring.web.RestoreRequest;
import io.mooring.snapshot.web.TakeSnapshotRequest;
import io.mooring.tool.ToolDisplay;
import io.mooring.turn.OfferedAgent;
import io.mooring.turn.OfferedModel;
import io.mooring.turn.TurnDocument;
import io.mooring.turn.TurnError;
import io.mooring.turn.TurnState;
import io.mooring.turn.web.PostTurnRequest;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the served OpenAPI document, which is written by hand, against resources and records. */
class OpenApiTest {
  private static final JsonNode DOCUMENT = document();
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.mooring");

  private static JsonNode document() {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return new ObjectMapper(new YAMLFactory()).readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonNode schema(String name) {
    return DOCUMENT.at("/components/schemas/" + name);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  static Stream<Arguments> records() {
    return Stream.of(
        Arguments.of("Session", SessionDocument.class, Set.of()),
        Arguments.of("Turn", TurnDocument.class, Set.of()),
        Arguments.of("TurnError", TurnError.class, Set.of()),
        Arguments.of("ToolDisplay", ToolDisplay.class, Set.of()),
        Arguments.of("Todo", UpstreamTodo.class, Set.of()),
        Arguments.of("Usage", UsageDocument.class, Set.of()),
        Arguments.of("Tokens", UsageDocument.Tokens.class, Set.of()),
        Arguments.of("Model", ModelRef.class, Set.of()),
        Arguments.of("PermissionRule", PermissionRule.class, Set.of()),
        Arguments.of("Ensured", Ensured.class, Set.of()),
        Arguments.of("Report", EndSession.Report.class, Set.of()),
        Arguments.of("Server", ServerHealth.class, Set.of()),
        Arguments.of("SessionPage", Pages.Page.class, Set.of()),
        Arguments.of("TurnPage", Pages.Page.class, Set.of()),
        Arguments.of("ServerPage", Pages.Page.class, Set.of()),
        Arguments.of("AuditEntry", AuditDocument.class, Set.of()),
        Arguments.of("Job", JobDocument.class, Set.of()),
        Arguments.of("JobCounts", JobCounts.class, Set.of()),
        Arguments.of("JobProgress", JobDocument.Progress.class, Set.of()),
        Arguments.of("FailedItem", FailedItem.class, Set.of()),
        Arguments.of("JobAction", JobDocument.Action.class, Set.of()),
        Arguments.of("JobPage", Pages.Page.class, Set.of()),
        Arguments.of("StartJob", StartJobRequest.class, Set.of()),
        Arguments.of("Approval", AskDocument.class, Set.of()),
        Arguments.of("ApprovalPage", Pages.Page.class, Set.of()),
        Arguments.of("Decision", DecisionRequest.class, Set.of()),
        Arguments.of("Answer", AnswerRequest.class, Set.of()),
        Arguments.of("OfferedModel", OfferedModel.class, Set.of()),
        Arguments.of("OfferedAgent", OfferedAgent.class, Set.of()),
        Arguments.of("ModelPage", Pages.Page.class, Set.of()),
        Arguments.of("AgentPage", Pages.Page.class, Set.of()),
        Arguments.of("FileEvent", FileEventDocument.class, Set.of()),
        Arguments.of("FileEventPage", Pages.Page.class, Set.of()),
        Arguments.of("Message", MessageDocument.class, Set.of()),
        Arguments.of("MessagePart", MessagePart.class, Set.of()),
        Arguments.of("MessagePage", Pages.Page.class, Set.of()),
        Arguments.of("CreateSession", CreateSessionRequest.class, Set.of()),
        Arguments.of("SnapshotWishes", SnapshotsRequest.class, Set.of()),
        Arguments.of("LastSnapshot", SessionDocument.LastSnapshot.class, Set.of()),
        Arguments.of("Snapshot", SnapshotDocument.class, Set.of()),
        Arguments.of("SnapshotPage", Pages.Page.class, Set.of()),
        Arguments.of("SnapshotFile", SnapshotFile.class, Set.of()),
        Arguments.of("SnapshotFilePage", Pages.Page.class, Set.of()),
        Arguments.of("TakeSnapshot", TakeSnapshotRequest.class, Set.of()),
        Arguments.of("Restore", RestoreDocument.class, Set.of()),
        Arguments.of("RestoreRequest", RestoreRequest.class, Set.of()),
        Arguments.of("RecreateSession", RecreateRequest.class, Set.of()),
        Arguments.of("TicketRequest", TicketRequest.class, Set.of()),
        Arguments.of("CreateTurn", PostTurnRequest.class, Set.of()),
        Arguments.of("TextPart", PostTurnRequest.TextPart.class, Set.of()),
        Arguments.of("File", PostTurnRequest.FilePart.class, Set.of()));
  }

  @ParameterizedTest
  @MethodSource("records")
  void aSchemaHasTheFieldsOfItsRecord(String name, Class<?> type, Set<String> hidden) {
    Set<String> wanted =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    wanted.removeAll(hidden);

    assertThat(names(schema(name).path("properties"))).isEqualTo(wanted);
  }

  /** A request's fields are all optional to its record, so only answers are looked at. */
  @ParameterizedTest
  @MethodSource("records")
  void whatAnAnswerAlwaysHasIsRequired(String name, Class<?> type, Set<String> hidden) {
    if (!hidden.isEmpty() || isRequest(type)) {
      return;
    }
    Set<String> always =
        Arrays.stream(type.getRecordComponents())
            .filter(c -> c.getType() != Optional.class)
            .filter(c -> !c.getAnnotatedType().isAnnotationPresent(Nullable.class))
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> required = new TreeSet<>();
    schema(name).path("required").forEach(field -> required.add(field.asText()));

    if (type != UpstreamTodo.class) {
      assertThat(required).isEqualTo(always);
    }
  }

  private static boolean isRequest(Class<?> type) {
    return type.getPackageName().endsWith(".web") && type != Pages.Page.class;
  }

  @ParameterizedTest
  @MethodSource("records")
  void aFieldHasTheTypeOfItsComponent(String name, Class<?> type, Set<String> hidden) {
    for (RecordComponent component : type.getRecordComponents()) {
      JsonNode property = schema(name).path("properties").path(component.getName());
      String wanted = jsonType(component.getGenericType());
      if (!hidden.contains(component.getName()) && !wanted.isEmpty()) {
        assertThat(typeOf(property)).as(name + "." + component.getName()).isEqualTo(wanted);
      }
    }
  }

  private static String jsonType(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Optional.class
          ? jsonType(generic.getActualTypeArguments()[0])
          : "array";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "integer";
    }
    if (type == java.math.BigDecimal.class) {
      return "number";
    }
    if (type == String.class || type == java.time.Instant.class) {
      return "string";
    }
    if (type instanceof Class<?> named && named.isEnum()) {
      return "string";
    }
    return type instanceof Class<?> named && named.isRecord() ? "object" : "";
  }

  private static String typeOf(JsonNode property) {
    String ref = property.path("$ref").asText("");
    return ref.isEmpty()
        ? property.path("type").asText()
        : DOCUMENT.at(ref.substring(1)).path("type").asText();
  }

  static Stream<Arguments> words() {
    return Stream.of(
        Arguments.of("/components/schemas/SessionStatus/enum", SessionStatus.class),
        Arguments.of("/components/schemas/TurnState/enum", TurnState.class),
        Arguments.of("/components/schemas/RestoreState/enum", RestoreState.class),
        Arguments.of("/components/schemas/OpenContext/enum", OpenContext.class),
        Arguments.of("/components/schemas/ToolKind/enum", ToolDisplay.Kind.class),
        Arguments.of("/components/schemas/ToolStatus/enum", ToolDisplay.Status.class),
        Arguments.of("/components/schemas/ServerState/enum", ServerState.class),
        Arguments.of("/components/schemas/FileEventType/enum", FileEventType.class),
        Arguments.of("/components/schemas/MessageRole/enum", MessageRole.class),
        Arguments.of("/components/schemas/MessagePartType/enum", MessagePart.Type.class),
        Arguments.of("/components/schemas/SnapshotState/enum", SnapshotState.class),
        Arguments.of("/components/schemas/SnapshotReason/enum", SnapshotReason.class),
        Arguments.of("/components/schemas/ConversationSource/enum", ConversationSource.class),
        Arguments.of("/components/schemas/SnapshotFileKind/enum", SnapshotFile.Kind.class),
        Arguments.of("/components/schemas/Snapshot/properties/endState/enum", EndState.class),
        Arguments.of("/components/schemas/AuditAction/enum", AuditAction.class),
        Arguments.of("/components/schemas/JobState/enum", JobState.class),
        Arguments.of("/components/schemas/JobVerb/enum", JobVerb.class),
        Arguments.of("/components/schemas/AskKind/enum", AskKind.class),
        Arguments.of("/components/schemas/AskState/enum", AskState.class),
        Arguments.of("/components/schemas/DecisionWord/enum", Decision.class),
        Arguments.of(
            "/components/schemas/PermissionRule/properties/action/enum",
            PermissionRule.Action.class));
  }

  @ParameterizedTest
  @MethodSource("words")
  void aChoiceHasTheWordsThatAreWritten(String pointer, Class<? extends Enum<?>> type) {
    List<String> written =
        Arrays.stream(type.getEnumConstants())
            .map(word -> Json.lenient().valueToTree(word).asText())
            .toList();
    List<String> documented = new ArrayList<>();
    DOCUMENT.at(pointer).forEach(word -> documented.add(word.asText()));

    assertThat(documented).isEqualTo(written);
  }

  @Test
  void theDocumentHasEveryOperationAndNoOther() {
    Map<String, Set<String>> wanted = new TreeMap<>();
    operations().forEach(o -> wanted.put(o.name(), o.parameters()));
    Map<String, Set<String>> documented = new TreeMap<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        verb ->
                            documented.put(
                                verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                parameters(verb.getValue()))));

    assertThat(documented).isEqualTo(wanted);
  }

  @Test
  void aBodyHasTheMediaTypesThatTheOperationTakes() {
    for (Operation operation : operations()) {
      JsonNode content = documented(operation).at("/requestBody/content");
      Set<String> taken = new TreeSet<>(operation.consumes());
      taken.remove("*/*");

      assertThat(names(content)).as(operation.name()).isEqualTo(taken);
    }
  }

  @Test
  void anAnswerHasAMediaTypeThatTheOperationGives() {
    for (Operation operation : operations()) {
      documented(operation)
          .path("responses")
          .properties()
          .forEach(
              response ->
                  names(response.getValue().path("content"))
                      .forEach(
                          type ->
                              assertThat(operation.produces())
                                  .as(operation.name() + " " + response.getKey())
                                  .contains(type)));
    }
  }

  @Test
  void everyOperationSaysWhatMayFailAndHasAnIdOfItsOwn() {
    List<String> ids = new ArrayList<>();
    for (Operation operation : operations()) {
      JsonNode documented = documented(operation);
      ids.add(documented.path("operationId").asText());

      assertThat(names(documented.path("responses"))).contains("401", "406", "500");
      assertThat(documented.path("summary").asText()).isNotEmpty();
    }
    assertThat(ids).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
    Set<String> used = new TreeSet<>();
    for (JsonNode ref : DOCUMENT.findValues("$ref")) {
      assertThat(DOCUMENT.at(ref.asText().substring(1)).isMissingNode()).as(ref.asText()).isFalse();
      used.add(ref.asText());
    }
    for (String kind : List.of("schemas", "parameters", "responses", "headers")) {
      for (String name : names(DOCUMENT.at("/components/" + kind))) {
        assertThat(used).contains("#/components/" + kind + "/" + name);
      }
    }
  }

  /** One method of a resource, with the names of all that a request may say beside its body. */
  private record Operation(
      String verb,
      String path,
      Set<String> parameters,
      Set<String> consumes,
      Set<String> produces) {
    String name() {
      return verb + " " + path;
    }
  }

  private static JsonNode documented(Operation operation) {
    return DOCUMENT
        .path("paths")
        .path(operation.path())
        .path(operation.verb().toLowerCase(Locale.ROOT));
  }

  private static Set<String> parameters(JsonNode operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode named = DOCUMENT.at(parameter.path("$ref").asText("#/none").substring(1));
      names.add(named.path("in").asText() + " " + named.path("name").asText());
    }
    return names;
  }

  private static List<Operation> operations() {
    String base = Api.class.getAnnotation(ApplicationPath.class).value();
    List<Operation> found = new ArrayList<>();
    for (JavaClass type : CODE) {
      if (type.isAnnotatedWith(Path.class) && !type.isInterface()) { // the client is an interface
        Class<?> resource = type.reflect();
        for (Method method : resource.getDeclaredMethods()) {
          verb(method).ifPresent(verb -> found.add(operation(base, resource, method, verb)));
        }
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  private static Optional<String> verb(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(a -> a.annotationType().getAnnotation(HttpMethod.class))
        .filter(java.util.Objects::nonNull)
        .map(HttpMethod::value)
        .findFirst();
  }

  private static Operation operation(String base, Class<?> resource, Method method, String verb) {
    Path below = method.getAnnotation(Path.class);
    String path =
        base + resource.getAnnotation(Path.class).value() + (below == null ? "" : below.value());
    Set<String> parameters = new TreeSet<>();
    for (Field field : resource.getDeclaredFields()) {
      add(parameters, field);
    }
    for (java.lang.reflect.Parameter parameter : method.getParameters()) {
      add(parameters, parameter);
    }
    Consumes consumes = find(Consumes.class, method, resource);
    Produces produces = find(Produces.class, method, resource);
    return new Operation(
        verb,
        path,
        parameters,
        consumes == null ? Set.of() : Set.of(consumes.value()),
        produces == null ? Set.of() : Set.of(produces.value()));
  }

  private static <A extends Annotation> @Nullable A find(
      Class<A> annotation, Method method, Class<?> resource) {
    A own = method.getAnnotation(annotation);
    return own != null ? own : resource.getAnnotation(annotation);
  }

  private static void add(Set<String> names, AnnotatedElement element) {
    if (element.isAnnotationPresent(PathParam.class)) {
      names.add("path " + element.getAnnotation(PathParam.class).value());
    }
    if (element.isAnnotationPresent(QueryParam.class)) {
      names.add("query " + element.getAnnotation(QueryParam.class).value());
    }
    if (element.isAnnotationPresent(HeaderParam.class)) {
      names.add("header " + element.getAnnotation(HeaderParam.class).value());
    }
  }
}
