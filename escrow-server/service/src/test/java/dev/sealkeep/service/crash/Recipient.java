package dev.sealkeep.service.crash;

import dev.sealkeep.keystore.hierarchy.Fingerprint;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.PinnedHttp;
import io.vertx.core.json.JsonObject;

/** A guest of the tenant that knows what its keys have to be, and remembers their receipts. */
final class Recipient {
  private final Guest guest;
  private final JsonObject tenant;
  private final History history;

  Recipient(PinnedHttp http, JsonObject tenant, History history) {
    this.guest = new Guest(http, Guest.GOOD);
    this.tenant = tenant;
    this.history = history;
  }

  /**
   * Obtains a key.
   *
   * @throws AssertionError unless it is released in that state with a receipt that holds
   */
  void release(String key, ItemState state, Kem kem) {
    Guest.Attempt attempt = guest.prepare("acme", key, kem);
    HttpAnswer answer = guest.send(attempt.request());
    Load.require(answer, 200);
    switch (Guest.open(attempt, answer.body(), tenant)) {
      case ReceiptOutcome.Verified verified -> {
        try (SecretBytes released = verified.key()) {
          Load.require(
              Fingerprint.of(released).hex().equals(state.digest())
                  && verified.entry().keyVersion() == state.version(),
              key + " was released in another state than " + state);
        }
        history.release(
            new History.Released(verified.entry().id().toString(), verified.leafIndex()),
            verified.checkpoint());
      }
      case ReceiptOutcome.Untrusted untrusted ->
          throw new AssertionError("the receipt does not hold: " + untrusted.fault());
    }
  }
}
