package io.mooring.test;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The EAR as it was built, with one more bean in its EJB module: one that ends the process. */
final class CrashableEar {
  private static final String BEANS = "io/mooring/crash";

  private CrashableEar() {}

  /** Adds the bean to an EAR, which is a copy of the built one. */
  static void make(Path ear) throws IOException {
    Path jar = Files.createTempFile(ear.getParent(), "ejb", ".jar");
    try (FileSystem files = FileSystems.newFileSystem(ear)) {
      Path module = files.getPath("ejbModule.jar");
      Files.copy(module, jar, StandardCopyOption.REPLACE_EXISTING);
      add(jar);
      Files.copy(jar, module, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.delete(jar);
    }
  }

  private static void add(Path jar) throws IOException {
    List<Path> classes;
    try (Stream<Path> found = Files.list(Installed.TARGET.resolve("test-classes").resolve(BEANS))) {
      classes = found.filter(path -> path.toString().endsWith(".class")).toList();
    }
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Files.createDirectories(files.getPath(BEANS));
      for (Path bean : classes) {
        Files.copy(bean, files.getPath(BEANS, bean.getFileName().toString()));
      }
    }
  }
}
