package io.mooring.turn;

import io.mooring.config.Settings;
import io.mooring.message.AgentText;
import io.mooring.tool.SafeText;
import io.mooring.turn.reply.TextFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Shows an assistant's text without the tags that a reply is shown without. */
@ApplicationScoped
class FilteredText implements AgentText {
  @Inject Settings settings;

  @Override
  public String shown(String raw) {
    return SafeText.sameLength(new TextFilter(settings.get(TurnSettings.STRIP_TAGS)).apply(raw));
  }
}
