package dev.sealkeep.simulator.device;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.simulator.ExtendedReport;
import dev.sealkeep.simulator.KeyRequest;
import dev.sealkeep.simulator.KeyResponse;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.ReportRequest;
import dev.sealkeep.simulator.RunningGuest;
import dev.sealkeep.simulator.SnpGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** MSG_REPORT_REQ and MSG_KEY_REQ in bytes, little-endian. AMD 56860, guest message tables. */
final class SnpMessages {
  /** The size of {@code struct snp_report_req}. */
  static final int REPORT_REQUEST_BYTES = 96;

  /** The size of {@code struct snp_report_resp}. */
  static final int REPORT_RESPONSE_BYTES = 4000;

  /** Where the report starts in its response. */
  static final int REPORT_OFFSET = 32;

  /** Where REPORT_SIZE stands in the response. */
  static final int REPORT_SIZE_OFFSET = 4;

  /** The size of {@code struct snp_derived_key_req}. */
  static final int KEY_REQUEST_BYTES = 32;

  /** The size of {@code struct snp_derived_key_resp}. */
  static final int KEY_RESPONSE_BYTES = 64;

  /** Where the key starts in its response. */
  static final int KEY_OFFSET = 32;

  private static final int KEY_SELECTION_OFFSET = 68;
  private static final int VERSION_WITH_VECTOR = 2;

  private final RunningGuest running;

  SnpMessages(RunningGuest running) {
    this.running = running;
  }

  /**
   * A response and the host's certificate table beside it.
   *
   * @param response 4000 bytes
   * @param certificates the encoded table; empty if firmware refused
   */
  @SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared by equals
  record Extended(byte[] response, byte[] certificates) {}

  /** Answers the first 96 bytes of {@code message}. */
  Extended report(byte[] message) throws IOException {
    SnpGuest guest = running.guest();
    Optional<ReportRequest> request = reportRequest(message);
    int status = request.map(guest::reportStatus).orElse(KeyResponse.INVALID_PARAMETER);
    if (status != KeyResponse.SUCCESS || request.isEmpty()) {
      return new Extended(status(REPORT_RESPONSE_BYTES, status), new byte[0]);
    }
    ExtendedReport extended = guest.extendedReport(request.get(), running.furtherCertificates());
    byte[] response = new byte[REPORT_RESPONSE_BYTES];
    little(response).putInt(REPORT_SIZE_OFFSET, extended.report().length);
    System.arraycopy(extended.report(), 0, response, REPORT_OFFSET, extended.report().length);
    return new Extended(response, extended.certificates());
  }

  /** Answers 32 bytes; the caller wipes the answer's 64. */
  byte[] key(int version, byte[] message) throws IOException {
    Optional<KeyRequest> request = keyRequest(version, message);
    KeyResponse answer =
        request.isEmpty()
            ? new KeyResponse.Refused(KeyResponse.INVALID_PARAMETER)
            : running.guest().deriveKey(request.get());
    return switch (answer) {
      case KeyResponse.Refused(int status) -> status(KEY_RESPONSE_BYTES, status);
      case KeyResponse.Derived derived -> {
        byte[] response = new byte[KEY_RESPONSE_BYTES];
        try (var key = derived.key()) {
          // The response hands the key to the guest.
          byte[] bytes = key.bytes(SecretAccess.get());
          System.arraycopy(bytes, 0, response, KEY_OFFSET, bytes.length);
        }
        yield response;
      }
    };
  }

  /** A response that is a STATUS and zeros. */
  static byte[] status(int length, int status) {
    byte[] response = new byte[length];
    little(response).putInt(0, status);
    return response;
  }

  static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Empty for a reserved value, which firmware refuses. */
  private static Optional<ReportRequest> reportRequest(byte[] message) {
    int vmpl = little(message).getInt(ReportField.REPORT_DATA.size());
    Optional<KeySelection> selection = selection(message[KEY_SELECTION_OFFSET]);
    boolean zeros = zero(message, KEY_SELECTION_OFFSET + 1, REPORT_REQUEST_BYTES);
    byte[] data = Arrays.copyOf(message, ReportField.REPORT_DATA.size());
    return selection.filter(_ -> zeros).map(key -> new ReportRequest(data, vmpl, key));
  }

  /** Empty for a reserved value, which firmware refuses. */
  private static Optional<KeyRequest> keyRequest(int version, byte[] message) {
    ByteBuffer fields = little(message);
    int root = fields.getInt(0);
    long select = fields.getLong(8);
    // The driver copies 32 bytes in every version, so the vector of version 2 never comes along.
    boolean vector = (select & KeyRequest.LAUNCH_MIT_VECTOR) != 0;
    if (fields.getInt(4) != 0 || version > VERSION_WITH_VECTOR || vector) {
      return Optional.empty();
    }
    return selection(root >>> 1)
        .map(
            key ->
                new KeyRequest(
                    (root & 1) == 0 ? KeyRequest.RootKey.ENDORSEMENT : KeyRequest.RootKey.VMRK,
                    key,
                    select,
                    fields.getInt(16),
                    fields.getInt(20),
                    Arrays.copyOfRange(message, 24, KEY_REQUEST_BYTES),
                    OptionalLong.empty()));
  }

  private static Optional<KeySelection> selection(int value) {
    return switch (value) {
      case 0 -> Optional.of(KeySelection.VLEK_IF_LOADED);
      case 1 -> Optional.of(KeySelection.VCEK);
      case 2 -> Optional.of(KeySelection.VLEK);
      default -> Optional.empty();
    };
  }

  private static boolean zero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
