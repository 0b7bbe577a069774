package io.mooring.schema;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Another data source's connections, with all that is sent through them written down. */
final class CountedDataSource {
  /** The statements in order, and {@code COMMIT} for each commit of something. */
  final List<String> sent = new CopyOnWriteArrayList<>();

  private final DataSource real;

  CountedDataSource(DataSource real) {
    this.real = real;
  }

  DataSource counted() {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object given = call(real, method, arguments);
          return given instanceof Connection connection ? counted(connection) : given;
        });
  }

  private Connection counted(Connection connection) {
    boolean[] dirty = new boolean[1];
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("commit") && dirty[0]) {
            sent.add("COMMIT");
            dirty[0] = false;
          }
          Object given = call(connection, method, arguments);
          if (given instanceof PreparedStatement statement) {
            return counted(statement, (String) arguments[0], dirty);
          }
          return given;
        });
  }

  private PreparedStatement counted(PreparedStatement statement, String sql, boolean[] dirty) {
    return proxy(
        PreparedStatement.class,
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            sent.add(sql);
            dirty[0] |= !sql.startsWith("SELECT");
          }
          return call(statement, method, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CountedDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
