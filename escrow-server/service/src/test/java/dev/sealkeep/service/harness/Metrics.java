package dev.sealkeep.service.harness;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node's metrics, asked for anew each time. */
public final class Metrics {
  private final PinnedHttp http;

  /** The metrics of the node that {@code http} asks. */
  public Metrics(PinnedHttp http) {
    this.http = http;
  }

  /** The value of a series, labels included in its name. */
  public double value(String series) {
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$")
            .matcher(http.get("/metrics").text());
    if (!line.find()) {
      throw new AssertionError("no series " + series);
    }
    return Double.parseDouble(line.group(1));
  }

  /** How often something was refused by {@code cause}. */
  public double refused(String cause) {
    return value("sealkeep_refused_total{cause=\"" + cause + "\"}");
  }
}
