package io.mooring.job;

import java.util.function.Predicate;

/**
 * One thing that a run may be told.
 *
 * @param defaultText what it is when nobody says
 * @param expected what would be right, as the end of "The parameter .. is .."
 */
public record JobParameter(
    String name, String defaultText, String expected, Predicate<String> valid) {
  private static final int MOST_DIGITS = 9;

  /** One that is true or false. */
  public static JobParameter flag(String name, boolean defaultFlag) {
    return new JobParameter(
        name,
        Boolean.toString(defaultFlag),
        "true or false",
        text -> text.equals("true") || text.equals("false"));
  }

  /** A whole number between {@code least} and {@code most}, both included. */
  public static JobParameter number(String name, int defaultNumber, int least, int most) {
    return new JobParameter(
        name,
        Integer.toString(defaultNumber),
        "a whole number from " + least + " to " + most,
        text -> isNumber(text, least, most));
  }

  private static boolean isNumber(String text, int least, int most) {
    if (text.isEmpty()
        || text.length() > MOST_DIGITS
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    int number = Integer.parseInt(text);
    return number >= least && number <= most;
  }
}
