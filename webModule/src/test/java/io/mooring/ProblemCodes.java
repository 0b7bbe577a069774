package io.mooring;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.mooring.problem.ProblemKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The problem codes that sources name, read with the compiler's own parser: every literal that is
 * passed for a String parameter called {@code code}, and every literal that a method called {@code
 * code} answers with.
 *
 * @param answers the codes of HTTP answers with their statuses
 * @param turns the codes of a turn's error that are no problem's
 * @param unreadable arguments that are neither a literal nor a code passed on
 */
record ProblemCodes(Map<String, Set<Integer>> answers, Set<String> turns, List<String> unreadable) {

  private static final Map<ProblemKind, Integer> STATUS =
      Map.ofEntries(
          Map.entry(ProblemKind.MALFORMED, 400),
          Map.entry(ProblemKind.FORBIDDEN, 403),
          Map.entry(ProblemKind.NOT_FOUND, 404),
          Map.entry(ProblemKind.CONFLICT, 409),
          Map.entry(ProblemKind.PRECONDITION_FAILED, 412),
          Map.entry(ProblemKind.TOO_LARGE, 413),
          Map.entry(ProblemKind.INVALID, 422),
          Map.entry(ProblemKind.TOO_MANY, 429),
          Map.entry(ProblemKind.INTERNAL, 500),
          Map.entry(ProblemKind.UPSTREAM_REFUSED, 502),
          Map.entry(ProblemKind.UNAVAILABLE, 503),
          Map.entry(ProblemKind.UPSTREAM_LATE, 504));

  static ProblemCodes none() {
    return new ProblemCodes(Map.of(), Set.of(), List.of());
  }

  static ProblemCodes in(List<Path> roots) throws IOException {
    List<CompilationUnitTree> units = parse(roots);
    Declarations declared = new Declarations();
    units.forEach(unit -> declared.scan(unit, null));
    Uses kinds = new Uses(declared, new HashMap<>());
    units.forEach(unit -> kinds.scan(unit, null));
    Uses uses = new Uses(declared, kinds.kinds);
    units.forEach(unit -> uses.scan(unit, null));
    return new ProblemCodes(uses.answers, uses.turns, uses.unreadable);
  }

  private static List<CompilationUnitTree> parse(List<Path> roots) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> found = Files.walk(root)) {
        found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      return units;
    }
  }

  /** Where a constructor or method takes its code and its kind; -1 where it takes none. */
  private record Signature(int code, int kind, int status) {
    static Optional<Signature> of(List<? extends VariableTree> parameters) {
      int code = -1;
      int kind = -1;
      int status = -1;
      for (int i = 0; i < parameters.size(); i++) {
        String type = String.valueOf(parameters.get(i).getType());
        String name = parameters.get(i).getName().toString();
        code = name.equals("code") && type.equals("String") ? i : code;
        kind = type.equals("ProblemKind") ? i : kind;
        status = name.equals("status") && type.equals("int") ? i : status;
      }
      return code < 0 ? Optional.empty() : Optional.of(new Signature(code, kind, status));
    }
  }

  /** What is declared: supertypes, and what takes a code. Names are simple: ours are unique. */
  private static final class Declarations extends TreeScanner<Void, Void> {
    final Map<String, String> superclasses = new HashMap<>();
    final Map<String, Signature> signatures = new HashMap<>();
    private String current = "";

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      String outer = current;
      current = type.getSimpleName().toString();
      if (type.getExtendsClause() != null) {
        superclasses.put(current, simple(type.getExtendsClause()));
      }
      if (type.getKind() == Tree.Kind.RECORD) {
        List<VariableTree> components = new ArrayList<>();
        for (Tree member : type.getMembers()) {
          if (member instanceof VariableTree field && !isStatic(field)) {
            components.add(field);
          }
        }
        put(current, components);
      }
      super.visitClass(type, null);
      current = outer;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      boolean constructor = method.getName().contentEquals("<init>");
      put(constructor ? current : current + "." + method.getName(), method.getParameters());
      return super.visitMethod(method, null);
    }

    private void put(String name, List<? extends VariableTree> parameters) {
      Signature.of(parameters)
          .ifPresent(signature -> signatures.put(name + "/" + parameters.size(), signature));
    }

    private static boolean isStatic(VariableTree field) {
      return field.getModifiers().toString().contains("static");
    }

    boolean isProblem(String type) {
      String known = type;
      while (known != null && !known.equals("Problem")) {
        known = superclasses.get(known);
      }
      return known != null;
    }
  }

  /** What is passed for a code, and which kind of failure goes with it. */
  private static final class Uses extends TreeScanner<Void, Void> {
    final Map<String, Set<Integer>> answers = new TreeMap<>();
    final Set<String> turns = new TreeSet<>();
    final List<String> unreadable = new ArrayList<>();
    final Map<String, Integer> kinds = new HashMap<>();

    private final Declarations declared;
    private final Map<String, Integer> known;
    private String current = "";
    private String method = "";

    Uses(Declarations declared, Map<String, Integer> known) {
      this.declared = declared;
      this.known = known;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      String outer = current;
      String around = method;
      current = type.getSimpleName().toString();
      method = "";
      super.visitClass(type, null);
      current = outer;
      method = around;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree declaration, Void nothing) {
      method = declaration.getName().toString();
      return super.visitMethod(declaration, null);
    }

    @Override
    public Void visitNewClass(NewClassTree made, Void nothing) {
      use(simple(made.getIdentifier()), simple(made.getIdentifier()), made.getArguments());
      return super.visitNewClass(made, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      String name = simple(call.getMethodSelect());
      if (name.equals("super")) {
        use(declared.superclasses.getOrDefault(current, ""), current, call.getArguments());
      } else if (name.equals("this")) {
        use(current, current, call.getArguments());
      } else {
        String owner =
            call.getMethodSelect() instanceof MemberSelectTree select
                ? simple(select.getExpression())
                : current;
        use(owner + "." + name, owner, call.getArguments());
      }
      return super.visitMethodInvocation(call, null);
    }

    @Override
    public Void visitReturn(ReturnTree answer, Void nothing) {
      answered(answer.getExpression());
      return super.visitReturn(answer, null);
    }

    @Override
    public Void visitYield(YieldTree answer, Void nothing) {
      answered(answer.getValue());
      return super.visitYield(answer, null);
    }

    @Override
    public Void visitCase(CaseTree branch, Void nothing) {
      if (branch.getBody() instanceof ExpressionTree value) {
        answered(value);
      } else if (branch.getBody() instanceof ExpressionStatementTree value) {
        answered(value.getExpression());
      }
      return super.visitCase(branch, null);
    }

    private void answered(Tree value) {
      if (!method.equals("code")) {
        return;
      }
      if (value instanceof LiteralTree literal && literal.getValue() instanceof String code) {
        turns.add(code);
      } else if (value instanceof ConditionalExpressionTree either) {
        answered(either.getTrueExpression());
        answered(either.getFalseExpression());
      }
    }

    private void use(String called, String type, List<? extends ExpressionTree> arguments) {
      Signature signature = declared.signatures.get(called + "/" + arguments.size());
      if (signature == null) {
        return;
      }
      ExpressionTree code = arguments.get(signature.code());
      Optional<Integer> status = status(signature, type, arguments);
      if (declared.isProblem(current)) {
        status.ifPresent(number -> kinds.put(current, number));
      }
      if (code instanceof LiteralTree literal && literal.getValue() instanceof String text) {
        if (declared.isProblem(type)) {
          answers.computeIfAbsent(text, key -> new TreeSet<>()).add(status.orElse(0));
        } else if (signature.status() >= 0) {
          answers.computeIfAbsent(text, key -> new TreeSet<>());
          status.ifPresent(number -> answers.get(text).add(number));
        } else {
          turns.add(text);
        }
      } else if (!isPassedOn(code)) {
        unreadable.add(current + ": " + code);
      }
    }

    private static boolean isPassedOn(ExpressionTree code) {
      boolean named =
          code instanceof IdentifierTree name
              && Set.of("code", "errorCode").contains(name.getName().toString());
      boolean asked =
          code instanceof MethodInvocationTree call
              && simple(call.getMethodSelect()).equals("code");
      return named || asked;
    }

    private Optional<Integer> status(
        Signature signature, String type, List<? extends ExpressionTree> arguments) {
      if (signature.kind() >= 0
          && arguments.get(signature.kind()) instanceof MemberSelectTree select) {
        return Optional.of(STATUS.get(ProblemKind.valueOf(select.getIdentifier().toString())));
      }
      if (signature.status() >= 0
          && arguments.get(signature.status()) instanceof LiteralTree literal) {
        return Optional.of((Integer) literal.getValue());
      }
      String family = type;
      while (family != null && !known.containsKey(family)) {
        family = declared.superclasses.get(family);
      }
      return Optional.ofNullable(family).map(known::get);
    }
  }

  private static String simple(Tree name) {
    if (name instanceof MemberSelectTree select) {
      return select.getIdentifier().toString();
    }
    return name instanceof IdentifierTree identifier ? identifier.getName().toString() : "";
  }
}
