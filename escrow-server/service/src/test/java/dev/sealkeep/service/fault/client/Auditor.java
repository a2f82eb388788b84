package dev.sealkeep.service.fault.client;

import dev.sealkeep.ledger.audit.HeldEntry;
import dev.sealkeep.ledger.tile.EntryBundle;
import dev.sealkeep.ledger.tile.Tile;
import dev.sealkeep.ledger.tile.TilePath;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.SignedNote;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Question;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.PinnedHttp;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Asks the nodes for checkpoints in turn, and reads the whole log in the end. */
final class Auditor implements Runnable {
  private static final int PAGE = 1_000;

  private final Users users;
  private final Recorder recorder;
  private final Random random;

  Auditor(Users users, Recorder recorder, Random random) {
    this.users = users;
    this.recorder = recorder;
    this.random = random;
  }

  @Override
  public void run() {
    int node = users.anyNode(random);
    Answer _ =
        random.nextInt(10) == 0
            ? recorder.call(
                node,
                new Question.NewestCheckpoint(),
                () -> users.guests(node).get("/log/checkpoint"),
                got -> new Answer.Seen(checkpoint(got.text())))
            : recorder.call(
                node,
                new Question.NewestCheckpoint(),
                () -> users.operator(node).get("/v1/audit/checkpoint"),
                got -> new Answer.Seen(checkpoint(got.json().getString("checkpoint"))));
  }

  private static Checkpoint checkpoint(String note) {
    LogResult<Checkpoint> parsed =
        SignedNote.parse(note).then(signed -> Checkpoint.parse(signed.text()));
    return parsed.toOptional().orElseThrow(() -> new AssertionError("no checkpoint: " + note));
  }

  /** The public checkpoint of a node. */
  static Checkpoint publicCheckpoint(PinnedHttp http) {
    return checkpoint(good(http.get("/log/checkpoint")).text());
  }

  /** The leaves under a public checkpoint, from the public tiles. */
  static List<Leaf> leaves(PinnedHttp http, long size) {
    List<Leaf> leaves = new ArrayList<>();
    while (leaves.size() < size) {
      int width = (int) Math.min(Tile.FULL_WIDTH, size - leaves.size());
      TilePath.Entries path = new TilePath.Entries(leaves.size() / Tile.FULL_WIDTH, width);
      leaves.addAll(
          EntryBundle.decode(good(http.get("/log/" + path.format())).body())
              .filter(bundle -> bundle.size() == width)
              .orElseThrow(() -> new AssertionError("no entry bundle at " + path.format())));
    }
    return leaves;
  }

  /** What a tenant is given of the log. */
  static List<HeldEntry> held(Operator operator, String tenant) {
    List<HeldEntry> held = new ArrayList<>();
    Long from = 0L;
    while (from != null) {
      String path = "/v1/tenants/%s/audit?from=%d&limit=%d".formatted(tenant, from, PAGE);
      JsonObject page = good(operator.get(path)).json();
      for (Object item : page.getJsonArray("entries")) {
        JsonObject entry = (JsonObject) item;
        held.add(
            new HeldEntry(
                entry.getLong("index"),
                Base64Url.decode(entry.getString("salt")).orElseThrow(),
                Base64Url.decode(entry.getString("entry")).orElseThrow()));
      }
      from = page.getLong("next");
    }
    return held;
  }

  private static HttpAnswer good(HttpAnswer answer) {
    if (answer.status() != 200) {
      throw new AssertionError(answer.status() + ": " + answer.text());
    }
    return answer;
  }
}
