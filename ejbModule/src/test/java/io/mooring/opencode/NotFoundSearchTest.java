package io.mooring.opencode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import java.net.SocketTimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class NotFoundSearchTest {
  private static final String JSON = "application/json";
  private static final String NOT_FOUND = "{'name':'NotFoundError','data':{'message':'gone'}}";
  private static final String TAGGED = "{'_tag':'PermissionNotFoundError','requestID':'per_1'}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      emptyValue = "",
      value = {
        // status | content type | body | confirmed
        "404 | application/json | {'name':'NotFoundError','data':{'message':'gone'}} | true",
        "404 | application/json; charset=utf-8 | {'_tag':'SessionNotFoundError'} | true",
        "404 | application/problem+json | {'title':'Not there'} | true",
        "404 | application/json | {'error':{'message':'no such session'}} | true",
        "404 | application/json | {'status':404,'message':'x'} | true",
        "404 | text/html | <html>Session not found</html> | false",
        "404 | text/html | {'name':'NotFoundError'} | false",
        "404 | text/plain | not found | false",
        "404 | application/json | \"\" | false",
        "404 | application/json | {} | false",
        "404 | application/json | null | false",
        "404 | application/json | [] | false",
        "404 | application/json | 'NotFoundError' | false",
        "404 | application/json | <html>NotFoundError</html> | false",
        "404 | application/json | {'name':'NotFoundError' | false",
        "404 | \"\" | \"\" | false",
        "404 | \"\" | {'name':'NotFoundError'} | false",
        "404 | application/json | {'status':500,'name':'NotFoundError'} | false",
        "404 | application/json | {'statusCode':'403'} | false",
        "400 | application/json | {'name':'NotFoundError'} | false",
        "401 | application/json | {'name':'NotFoundError'} | false",
        "403 | application/json | {'_tag':'SessionNotFoundError'} | false",
        "409 | application/json | {'name':'NotFoundError'} | false",
        "410 | application/json | {'name':'NotFoundError'} | false",
        "429 | application/json | {'name':'NotFoundError'} | false",
        "500 | application/json | {'name':'UnknownError','data':{'message':'not found'}} | false",
        "500 | application/json | {'name':'NotFoundError'} | false",
        "500 | application/json | {'error':{'status':404,'body':{'name':'NotFoundError'}}} | false",
        "502 | application/json | {'cause':{'name':'NotFoundError'}} | false",
        "503 | text/html | <h1>Not found</h1> | false",
        "504 | application/json | {'status':404} | false",
        "200 | text/html | not found | false",
      })
  void anAnswerCountsByItsStatusAndItsForm(
      int status, String contentType, String body, boolean confirmed) {
    UpstreamFailure failure = new UpstreamAnswer(status, contentType).failure(quoted(body));

    assertThat(failure instanceof UpstreamFailure.NotFound).isEqualTo(confirmed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NOT_FOUND,
        TAGGED,
        "{'error':" + NOT_FOUND + "}",
        "{'cause':{'data':{'response':" + TAGGED + "}}}",
        "{'body':'{\\'name\\':\\'NotFoundError\\'}'}",
        "{'status':404,'body':{'message':'no session'}}",
        "{'response':{'statusCode':404,'body':{'message':'no session'}}}",
        "{'name':'Failure','error':{'status':500},'data':" + NOT_FOUND + "}",
      })
  void anErrorCountsByItsNameOrByAnAnswerInside(String error) {
    assertThat(NotFoundSearch.confirms(Json.read(quoted(error)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'UnknownError','data':{'message':'NotFoundError: Session not found'}}",
        "{'message':'NotFoundError'}",
        "{'name':'not found'}",
        "{'name':'NotFoundErrors'}",
        "{'name':'notfounderror'}",
        "{'name':{'name':'NotFoundError'}}",
        "{'status':500,'error':" + NOT_FOUND + "}",
        "{'statusCode':'401','data':" + NOT_FOUND + "}",
        "{'error':{'status':403,'cause':" + TAGGED + "}}",
        "{'status':500,'name':'NotFoundError'}",
        "{'response':{'status':404}}",
        "{'response':{'status':404,'body':''}}",
        "{'response':{'status':404,'body':'<html>not found</html>'}}",
        "{'name':'APIError','data':{'statusCode':404,'message':'model not found'}}",
        "{'details':" + NOT_FOUND + "}",
        "{'errors':[" + NOT_FOUND + "]}",
        "{'body':'NotFoundError'}",
        "{}",
      })
  void wordsOtherPlacesAndSealedErrorsNeverCount(String error) {
    assertThat(NotFoundSearch.confirms(Json.read(quoted(error)))).isFalse();
  }

  static Stream<Arguments> thrown() {
    var gone = new UpstreamFailure.NotFound("gone");
    return Stream.of(
        row("the failure", gone, true),
        row("wrapped", new IllegalStateException("x", new RuntimeException(gone)), true),
        row("words", new IllegalStateException("NotFoundError: not found"), false),
        row("a timeout", new RuntimeException(new SocketTimeoutException("not found")), false),
        row("late", new UpstreamFailure.Late(gone), false),
        row("unreachable", new RuntimeException(new UpstreamFailure.Unreachable(gone)), false),
        row("no JSON", new UpstreamFailure.NotJson(gone), false),
        row("refused", new UpstreamFailure.Refused(404, "", "not found"), false),
        row("a class that is missing", new ClassNotFoundException("NotFoundError"), false),
        row("a cycle", cycle(), false),
        row("31 deep", wrapped(gone, 31), true),
        row("32 deep", wrapped(gone, 32), false));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void aThrownFailureCountsByWhatHasCausedIt(Throwable thrown, boolean confirmed) {
    assertThat(NotFoundSearch.confirms(thrown)).isEqualTo(confirmed);
  }

  @Test
  void looksAtThirtyTwoNodesAndNoMore() {
    assertThat(NotFoundSearch.confirms(nested(31))).isTrue();
    assertThat(NotFoundSearch.confirms(nested(32))).isFalse();
    assertThat(NotFoundSearch.confirms(nested(900))).isFalse();
  }

  @Test
  void anErrorThatHoldsItselfEnds() {
    ObjectNode error = Json.object();
    error.set("cause", error);

    assertThat(NotFoundSearch.confirms(error)).isFalse();
  }

  @Test
  void aNestedBodyWithoutAnEndIsNoJson() {
    String deep = "{\"error\":".repeat(5_000);

    assertThat(new UpstreamAnswer(404, JSON).failure(deep))
        .isNotInstanceOf(UpstreamFailure.NotFound.class);
  }

  private static ObjectNode nested(int levels) {
    ObjectNode error = Json.object().put("name", "NotFoundError");
    for (int i = 0; i < levels; i++) {
      ObjectNode outer = Json.object();
      outer.set("cause", error);
      error = outer;
    }
    return error;
  }

  private static Throwable wrapped(Throwable inner, int levels) {
    Throwable outer = inner;
    for (int i = 0; i < levels; i++) {
      outer = new IllegalStateException("level " + i, outer);
    }
    return outer;
  }

  private static Throwable cycle() {
    var first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));
    return first;
  }

  private static Arguments row(String name, Throwable thrown, boolean confirmed) {
    return Arguments.of(Named.of(name, thrown), confirmed);
  }

  private static String quoted(String json) {
    return json.replace('\'', '"').replace("\\\"", "\\\"");
  }
}
