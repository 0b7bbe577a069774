package io.mooring.json;

/** JSON that Mooring itself wrote, or that upstream sent, can't be read or written. */
public class JsonFailure extends RuntimeException {
  public JsonFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
