package io.mooring.time;

import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.ScheduledExecutorService;

/** A test's threads in the place of the container's. */
public final class ManagedThreads {
  private ManagedThreads() {}

  public static ManagedScheduledExecutorService of(ScheduledExecutorService threads) {
    return (ManagedScheduledExecutorService)
        Proxy.newProxyInstance(
            ManagedThreads.class.getClassLoader(),
            new Class<?>[] {ManagedScheduledExecutorService.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(threads, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
