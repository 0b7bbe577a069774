package io.mooring.schema;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.bind.annotation.Origin;
import net.bytebuddy.implementation.bind.annotation.RuntimeType;
import net.bytebuddy.implementation.bind.annotation.SuperCall;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/**
 * Our beans in plain Java on a {@link TestDatabase}: one instance of each class, stateless ones
 * with the transactions that their attributes ask for, and events that are seen after the commit.
 * Two of them on one database are two nodes.
 */
public final class TestBeans {
  private final TestDatabase database;
  private final Map<Class<?>, Object> instances = new LinkedHashMap<>();
  private final List<Object> made = new ArrayList<>();
  private final Map<Class<?>, Class<?>> bindings = new LinkedHashMap<>();
  private final ThreadLocal<Deque<Transaction>> transactions =
      ThreadLocal.withInitial(ArrayDeque::new);
  private final EntityManager current = currentEntityManager();

  /** What a thread is in; without an entity manager it is in none. */
  private record Transaction(@Nullable EntityManager entities, List<Object> events) {}

  public TestBeans(TestDatabase database) {
    this.database = database;
  }

  /** Takes this instance wherever the type is asked for. */
  public <T> TestBeans bind(Class<T> type, T instance) {
    instances.put(type, instance);
    return this;
  }

  /** Takes this class wherever the interface is asked for. */
  public <T> TestBeans bind(Class<T> type, Class<? extends T> implementation) {
    bindings.put(type, implementation);
    return this;
  }

  /** The bean of this type. */
  public synchronized <T> T get(Class<T> type) {
    Class<?> wanted = bindings.getOrDefault(type, type);
    Object known = instances.get(wanted);
    if (known == null) {
      try {
        known = instance(wanted);
        instances.put(wanted, known);
        made.add(known);
        inject(wanted, known);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no " + wanted, e);
      }
    }
    return type.cast(known);
  }

  /** Does the work in a transaction of its own. */
  public <T> T inTransaction(Callable<T> work) {
    return inNew(work);
  }

  private Object instance(Class<?> type) throws ReflectiveOperationException {
    Class<?> made = type.isAnnotationPresent(Stateless.class) ? stateless(type) : type;
    Constructor<?> constructor = made.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private Class<?> stateless(Class<?> type) throws IllegalAccessException {
    return new ByteBuddy()
        .subclass(type)
        .method(ElementMatchers.isPublic().and(ElementMatchers.isDeclaredBy(type)))
        .intercept(MethodDelegation.to(new Boundary()))
        .make()
        .load(
            type.getClassLoader(),
            ClassLoadingStrategy.UsingLookup.of(
                MethodHandles.privateLookupIn(type, MethodHandles.lookup())))
        .getLoaded();
  }

  private void inject(Class<?> type, Object bean) throws IllegalAccessException {
    for (Field field : type.getDeclaredFields()) {
      field.setAccessible(true);
      if (field.isAnnotationPresent(PersistenceContext.class)) {
        field.set(bean, current);
      } else if (field.isAnnotationPresent(Inject.class)) {
        field.set(bean, field.getType() == Event.class ? event() : get(named(field)));
      }
    }
  }

  private static Class<?> named(Field field) {
    if (field.getGenericType() instanceof ParameterizedType) {
      throw new IllegalStateException("can't inject " + field);
    }
    return field.getType();
  }

  private Event<?> event() {
    return (Event<?>)
        Proxy.newProxyInstance(
            Event.class.getClassLoader(),
            new Class<?>[] {Event.class},
            (proxy, method, arguments) -> {
              Deque<Transaction> stack = transactions.get();
              if (stack.isEmpty() || stack.peek().entities() == null) {
                throw new IllegalStateException("no transaction to be fired in");
              }
              stack.peek().events().add(arguments[0]);
              return null;
            });
  }

  private EntityManager currentEntityManager() {
    return (EntityManager)
        Proxy.newProxyInstance(
            EntityManager.class.getClassLoader(),
            new Class<?>[] {EntityManager.class},
            (proxy, method, arguments) -> {
              Transaction transaction = transactions.get().peek();
              if (transaction == null || transaction.entities() == null) {
                throw new IllegalStateException("no transaction for " + method.getName());
              }
              try {
                return method.invoke(transaction.entities(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private <T> T inNew(Callable<T> work) {
    List<Object> events = new ArrayList<>();
    T result = database.inTransaction(entities -> call(new Transaction(entities, events), work));
    events.forEach(this::deliver);
    return result;
  }

  private <T> T call(Transaction transaction, Callable<T> work) {
    transactions.get().push(transaction);
    try {
      return work.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      transactions.get().pop();
    }
  }

  private void deliver(Object event) {
    List<Object> beans;
    synchronized (this) {
      beans = List.copyOf(made);
    }
    for (Object bean : beans) {
      for (Class<?> type = bean.getClass(); type != Object.class; type = type.getSuperclass()) {
        for (Method method : type.getDeclaredMethods()) {
          if (observes(method, event)) {
            deliver(event, bean, method);
          }
        }
      }
    }
  }

  private static boolean observes(Method method, Object event) {
    return method.getParameterCount() == 1
        && !Modifier.isStatic(method.getModifiers())
        && method.getParameters()[0].isAnnotationPresent(Observes.class)
        && method.getParameterTypes()[0].isInstance(event);
  }

  private void deliver(Object event, Object bean, Method method) {
    method.setAccessible(true);
    call(
        new Transaction(null, List.of()),
        () -> {
          method.invoke(bean, event);
          return true;
        });
  }

  /** What the container does around a stateless bean's methods. */
  public final class Boundary {
    private Boundary() {}

    @RuntimeType
    public @Nullable Object around(@Origin Method method, @SuperCall Callable<Object> work)
        throws Exception {
      Transaction now = transactions.get().peek();
      boolean inOne = now != null && now.entities() != null;
      return switch (attribute(method)) {
        case REQUIRES_NEW -> inNew(work);
        case NOT_SUPPORTED -> call(new Transaction(null, List.of()), work);
        case MANDATORY -> {
          if (!inOne) {
            throw new IllegalStateException(method + " needs a transaction");
          }
          yield work.call();
        }
        default -> inOne ? work.call() : inNew(work);
      };
    }

    private TransactionAttributeType attribute(Method method) {
      TransactionAttribute own = method.getAnnotation(TransactionAttribute.class);
      TransactionAttribute all =
          method.getDeclaringClass().getAnnotation(TransactionAttribute.class);
      return own != null
          ? own.value()
          : all != null ? all.value() : TransactionAttributeType.REQUIRED;
    }
  }
}
