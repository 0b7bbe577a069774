package io.mooring.turn.reply;

import io.mooring.opencode.wire.MessageInfo;
import io.mooring.opencode.wire.UpstreamTokens;
import java.util.Collection;

/**
 * What a turn used.
 *
 * @param cost in the currency of upstream's price list, US dollars
 */
public record Usage(double cost, UpstreamTokens tokens) {
  public static final Usage NONE = new Usage(0, UpstreamTokens.NONE);

  static Usage of(Collection<MessageInfo> messages) {
    Usage sum = NONE;
    for (MessageInfo message : messages) {
      sum = new Usage(sum.cost + message.cost(), sum.tokens.plus(message.tokens()));
    }
    return sum;
  }
}
