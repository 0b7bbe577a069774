package io.mooring.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The configuration, typed. {@link #check} reads all of it once at start and says everything that
 * is wrong in one message; after that, {@link #get} can't fail.
 */
public class Settings {
  private final Function<String, Optional<String>> source;
  private final Map<String, Object> values = new ConcurrentHashMap<>();

  /**
   * @param source the text of a key, if there is one
   */
  public Settings(Function<String, Optional<String>> source) {
    this.source = source;
  }

  /** Settings from a map: for tests and tools. */
  public static Settings of(Map<String, String> texts) {
    return new Settings(key -> Optional.ofNullable(texts.get(key)));
  }

  /**
   * The value.
   *
   * @throws ConfigurationException when the text can't be read as one
   */
  @SuppressWarnings("unchecked") // a key has one Setting, and only its parser fills the slot
  public <T> T get(Setting<T> setting) {
    return (T) values.computeIfAbsent(setting.key(), key -> parse(setting));
  }

  /**
   * Reads every setting of the groups.
   *
   * @param names all keys that the configuration holds, to find misspelt ones
   * @throws ConfigurationException that lists all that is wrong
   */
  public void check(Collection<? extends SettingsGroup> groups, Iterable<String> names) {
    List<String> wrong = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (SettingsGroup group : groups) {
      for (Setting<?> setting : group.settings()) {
        known.add(setting.key());
        if (setting.secret()) {
          known.add(setting.key() + "-file");
        }
        collect(wrong, () -> get(setting));
      }
    }
    for (String name : names) {
      if (name.startsWith("mooring.") && !known.contains(name)) {
        wrong.add(name + " is not a setting of Mooring");
      }
    }
    if (wrong.isEmpty()) {
      groups.forEach(group -> wrong.addAll(group.contradictions(this)));
    }
    if (!wrong.isEmpty()) {
      throw new ConfigurationException(wrong);
    }
  }

  private static void collect(List<String> wrong, Runnable read) {
    try {
      read.run();
    } catch (ConfigurationException e) {
      wrong.addAll(e.faults());
    }
  }

  private <T> T parse(Setting<T> setting) {
    String text = setting.secret() ? secretText(setting) : text(setting);
    try {
      return setting.parser().apply(text.strip());
    } catch (IllegalArgumentException e) {
      String shown = setting.secret() ? "" : " (it is '" + text + "')";
      throw new ConfigurationException(List.of(setting.key() + " " + e.getMessage() + shown));
    }
  }

  private String text(Setting<?> setting) {
    return source.apply(setting.key()).orElse(setting.defaultText());
  }

  private String secretText(Setting<?> setting) {
    Optional<String> file = source.apply(setting.key() + "-file").filter(f -> !f.isBlank());
    if (file.isEmpty()) {
      return text(setting);
    }
    try {
      return Files.readString(Path.of(file.get())).strip();
    } catch (IOException | InvalidPathException e) {
      throw new ConfigurationException(
          List.of(setting.key() + "-file names a file that can't be read: " + file.get()));
    }
  }
}
