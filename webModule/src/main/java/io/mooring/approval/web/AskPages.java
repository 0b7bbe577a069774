package io.mooring.approval.web;

import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.approval.AskDocument;
import io.mooring.approval.AskSteps;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages of approvals and questions, newest first. */
final class AskPages {
  private AskPages() {}

  static AskSteps.Position after(Cursors cursors, String list, @Nullable String cursor) {
    Cursors.Row row = cursors.row(list, cursor);
    return new AskSteps.Position(row.ms(), row.id());
  }

  static Response render(
      UriInfo uri, Cursors cursors, String list, List<AskDocument> rows, int limit) {
    return Pages.render(
        uri, rows, limit, last -> cursors.sign(list, last.askedAt(), last.id()), row -> row);
  }
}
