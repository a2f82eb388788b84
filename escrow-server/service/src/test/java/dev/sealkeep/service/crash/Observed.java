package dev.sealkeep.service.crash;

import dev.sealkeep.ledger.audit.HeldEntry;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a restarted node shows.
 *
 * @param items the tenant's keys and policies
 * @param releases the decision ids of the tenant's release entries, by their index
 * @param held the tenant's entries
 * @param leaves the log
 */
record Observed(
    Map<Item, ItemState> items,
    Map<Long, String> releases,
    List<HeldEntry> held,
    List<Leaf> leaves) {
  private static final int PAGE = 1_000;
  private static final int LEAVES = 8_192;

  /** Copies the collections. */
  Observed {
    items = Map.copyOf(items);
    releases = Map.copyOf(releases);
    held = List.copyOf(held);
    leaves = List.copyOf(leaves);
  }

  static Observed of(Operator operator, String tenant) {
    List<HeldEntry> held = held(operator, tenant);
    return new Observed(items(operator, tenant), releases(held), held, leaves(operator));
  }

  private static HttpAnswer good(HttpAnswer answer) {
    if (answer.status() != 200) {
      throw new AssertionError(answer.status() + ": " + answer.text());
    }
    return answer;
  }

  static Map<Item, ItemState> items(Operator operator, String tenant) {
    Map<Item, ItemState> items = new HashMap<>();
    for (Item.Kind kind : Item.Kind.values()) {
      String path = "/v1/tenants/" + tenant + "/" + kind.collection();
      for (Object each : good(operator.get(path)).json().getJsonArray(kind.collection())) {
        JsonObject item = (JsonObject) each;
        items.put(new Item(kind, item.getString("name")), ItemState.of(kind, item));
      }
    }
    return items;
  }

  private static List<HeldEntry> held(Operator operator, String tenant) {
    List<HeldEntry> held = new ArrayList<>();
    Long from = 0L;
    while (from != null) {
      JsonObject page =
          good(operator.get("/v1/tenants/%s/audit?from=%d&limit=%d".formatted(tenant, from, PAGE)))
              .json();
      for (Object item : page.getJsonArray("entries")) {
        JsonObject entry = (JsonObject) item;
        held.add(
            new HeldEntry(
                entry.getLong("index"),
                bytes(entry.getString("salt")),
                bytes(entry.getString("entry"))));
      }
      from = page.getLong("next");
    }
    return held;
  }

  private static byte[] bytes(String base64url) {
    return Base64Url.decode(base64url).orElseThrow();
  }

  private static Map<Long, String> releases(List<HeldEntry> held) {
    Map<Long, String> releases = new HashMap<>();
    for (HeldEntry entry : held) {
      if (Entry.decode(entry.entry()) instanceof LogResult.Accepted<Entry>(Entry.Release release)) {
        releases.put(entry.index(), release.id().toString());
      }
    }
    return releases;
  }

  private static List<Leaf> leaves(Operator operator) {
    List<Leaf> leaves = new ArrayList<>();
    byte[] page;
    do {
      page =
          good(operator.get("/v1/audit/leaves?from=%d&limit=%d".formatted(leaves.size(), LEAVES)))
              .body();
      for (int at = 0; at < page.length; at += Leaf.BYTES) {
        leaves.add(leaf(Arrays.copyOfRange(page, at, at + Leaf.BYTES)));
      }
    } while (page.length > 0);
    return leaves;
  }

  private static Leaf leaf(byte[] data) {
    return switch (Leaf.parse(data)) {
      case LogResult.Accepted<Leaf>(Leaf leaf) -> leaf;
      case LogResult.Refused<Leaf> refused -> throw new AssertionError(refused.fault().code());
    };
  }
}
