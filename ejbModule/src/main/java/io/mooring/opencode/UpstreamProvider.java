package io.mooring.opencode;

import java.util.List;

/** A provider of models: names only, never its keys. */
public record UpstreamProvider(String id, String name, List<Model> models) {
  public UpstreamProvider {
    models = List.copyOf(models);
  }

  /** A model that a prompt may name together with its provider. */
  public record Model(String id, String name) {}
}
