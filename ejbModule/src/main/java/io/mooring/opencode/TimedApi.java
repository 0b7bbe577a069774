package io.mooring.opencode;

import io.mooring.time.Ticker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Tells how long each call took. */
final class TimedApi {
  private TimedApi() {}

  static OpencodeApi of(OpencodeApi api, CallWatch watch, Ticker ticker) {
    return (OpencodeApi)
        Proxy.newProxyInstance(
            OpencodeApi.class.getClassLoader(),
            new Class<?>[] {OpencodeApi.class},
            (proxy, method, arguments) -> {
              long begun = ticker.nanos();
              try {
                return method.invoke(api, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                watch.took(method.getName(), ticker.since(begun));
              }
            });
  }
}
