package dev.sealkeep.bench.releases;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a server's processor time goes, from a flight recording of CPU-time samples (JEP 509): one
 * sample for each 10 ms that a thread ran, in Java or in what Java called. The virtual machine's
 * own threads, the compilers and the collector, are not sampled.
 */
final class Profile {
  private static final String SAMPLE = "jdk.CPUTimeSample";

  /**
   * Steps of a release by a method that nothing else calls; the first that is on a stack counts.
   */
  static final List<Step> STEPS =
      List.of(
          new Step("verify evidence", "evidence.snp.SnpVerifier", "verify"),
          new Step("seal to the recipient", "service.release.HpkeSender", "seal"),
          new Step("unwrap the key", "keystore.hierarchy.TenantKeys", "unwrapKey"),
          new Step("evaluate and explain", "service.release.ReleasePipeline", "evaluate"),
          new Step("read and check state rows", "service.state.StateReader", "workload"),
          new Step("find collateral", "service.release.ReleasePipeline", "collateral"),
          new Step("write down the decision", "service.release.ReleaseMember", "of"),
          new Step("parse, open the challenge", "service.release.ReleasePipeline", "open"),
          new Step("transcript, decision id", "service.release.ReleasePipeline", "decide"),
          new Step("write rows", "service.log.LogWriter", "write"),
          new Step("COMMIT", "keystore.store.sql.Session", "commit"),
          new Step("sign the checkpoint", "service.log.LogWriter", "sign"),
          new Step("high-water mark", "service.log.LogWriter", "mark"),
          new Step("receipts, answers", "service.log.LogWriter", "conclude"),
          new Step("lock the head, settle", "keystore.store.sql.Writer", "perform"));

  private static final String EVENT_LOOPS = "TLS, HTTP, routing, challenges";
  private static final String OTHER = "other";

  private Profile() {}

  /**
   * A step and the method that it is.
   *
   * @param type the method's class, below {@code dev.sealkeep}
   */
  record Step(String name, String type, String method) {
    String className() {
      return "dev.sealkeep." + type;
    }

    boolean is(RecordedFrame frame) {
      return frame.getMethod().getName().equals(method)
          && frame.getMethod().getType().getName().replace('/', '.').equals(className());
    }
  }

  private static final String SETTINGS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <configuration version="2.0">
        <event name="%s">
          <setting name="enabled">true</setting>
          <setting name="throttle">10ms</setting>
        </event>
      </configuration>
      """
          .formatted(SAMPLE);

  /** What starts the recording in the server; the folder gets a file of settings. */
  static List<String> serverOptions(Path folder, Path recording) throws IOException {
    Path settings = Files.writeString(folder.resolve("profile.jfc"), SETTINGS);
    return List.of(
        "-XX:FlightRecorderOptions:stackdepth=128",
        "-XX:StartFlightRecording:dumponexit=true,settings=%s,filename=%s"
            .formatted(settings, recording));
  }

  /** Each step's share of the samples between two moments, in percent. */
  static JsonObject shares(Path file, Instant from, Instant to) {
    Map<String, Long> samples = new LinkedHashMap<>();
    STEPS.forEach(step -> samples.put(step.name(), 0L));
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals(SAMPLE)
            && event.getStartTime().isAfter(from)
            && event.getStartTime().isBefore(to)) {
          samples.merge(step(event), 1L, Long::sum);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long all = Math.max(1, samples.values().stream().mapToLong(Long::longValue).sum());
    JsonObject shares = new JsonObject().put("samples", all);
    samples.forEach((step, count) -> shares.put(step, Math.round(1_000.0 * count / all) / 10.0));
    return shares;
  }

  private static String step(RecordedEvent event) {
    List<RecordedFrame> frames =
        Optional.ofNullable(event.getStackTrace())
            .map(RecordedStackTrace::getFrames)
            .orElse(List.of());
    return STEPS.stream()
        .filter(step -> frames.stream().anyMatch(step::is))
        .map(Step::name)
        .findFirst()
        .orElseGet(() -> onEventLoop(frames) ? EVENT_LOOPS : OTHER);
  }

  private static boolean onEventLoop(List<RecordedFrame> frames) {
    return frames.stream()
        .anyMatch(frame -> frame.getMethod().getType().getName().contains("EventLoop"));
  }
}
