package io.mooring.schema;

/** The database can't be used; the message says what to do. */
public class SchemaException extends RuntimeException {
  public SchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
