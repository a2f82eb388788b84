package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One entry of each kind, with encodings that another implementation made. */
final class GoldenEntries {
  private GoldenEntries() {}

  static final byte[] RELEASE =
      hex(
          """
          b261760162696450000102030405060708090a0b0c0d0e0f636b656d19647a636b657964726f6f74
          646261736558409225b916768c9d224ca68a3c74052617df0f59f85647fdd88e2b130d29a60bb8b6
          6a94b0a10812c7ef2b94326eeb71f73e309f76e16f5110bc4472b706c11731646b696e646772656c
          656173656474696d651b0000018bcfe5687b66706f6c6963795820823412d1eacb67956220e53295
          9f0104603057c88704863ca38e7cd188fda812667365616c65645820c9d0036bed6744bcdf692fc9
          80d8717d7e5f5a4f4e8266b4a84982602fb1cd096674656e616e746461636d6566766f6c756d6563
          76646167707572706f736566756e6c6f636b6865766964656e636581836b616d642d7365762d736e
          705820ee8250fb76e094b34b471f13a73dbbe51d1ae142e9df59d7c0d31ec20f0a0a8e582049143c
          c866b6be9d4312eb70144ad34f6fac9a30eebf5e327ab694509967c2c76973696d756c61746564f4
          6a7265666572656e636573825820956d8ea767b781c636f6406a19ac1203f36f9f039e996b96d93f
          d7158c6a8c575820e91c4bb1bb5bcbd7aa2a0eed054ad030ceae3257207471877349a5b701ef01a2
          6a746563686e6f6c6f67796b616d642d7365762d736e706b6b65795f76657273696f6e036b706f6c
          6963795f6e616d656d7061796d656e74732d726f6f74
          """);

  static final byte[] DENIAL =
      hex(
          """
          b061760162696450000102030405060708090a0b0c0d0e0f636b657964726f6f7464626173655840
          9225b916768c9d224ca68a3c74052617df0f59f85647fdd88e2b130d29a60bb8b66a94b0a10812c7
          ef2b94326eeb71f73e309f76e16f5110bc4472b706c11731646b696e646664656e69616c6474696d
          651b0000018bcfe5687b66706f6c6963795820823412d1eacb67956220e532959f0104603057c887
          04863ca38e7cd188fda81266726561736f6e6d706f6c6963792e64656e6965646674656e616e7464
          61636d6566766f6c756d656067707572706f736566756e6c6f636b6865766964656e636581836b61
          6d642d7365762d736e705820ee8250fb76e094b34b471f13a73dbbe51d1ae142e9df59d7c0d31ec2
          0f0a0a8e582049143cc866b6be9d4312eb70144ad34f6fac9a30eebf5e327ab694509967c2c76973
          696d756c61746564f56a7265666572656e636573806a746563686e6f6c6f67796b616d642d736576
          2d736e706b706f6c6963795f6e616d656d7061796d656e74732d726f6f74
          """);

  static final byte[] STATE =
      hex(
          """
          a961760162696450000102030405060708090a0b0c0d0e0f646b696e64657374617465646e616d65
          6d7061796d656e74732d726f6f746474696d651b0000018bcfe5687b666469676573745820ed7002
          b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73666f626a65637466706f6c
          6963796674656e616e746461636d656776657273696f6e07
          """);

  static final byte[] COUNTS =
      hex(
          """
          a961760162696450000102030405060708090a0b0c0d0e0f62746f1b0000018bcfe652606466726f
          6d1b0000018bcfe56800646b696e6466636f756e74736474696d651b0000018bcfe5687b6664656e
          696564056674656e616e74665f64756d6d796a756e76657269666965641904d2
          """);

  static final byte[] OPEN =
      hex(
          """
          a761760162696450000102030405060708090a0b0c0d0e0f6367617060646b696e64646f70656e64
          74696d651b0000018bcfe5687b666f726967696e72657363726f772e6578616d706c652f6c6f6766
          74656e616e74675f73797374656d
          """);

  private static final DecisionId ID = DecisionId.of(range(0, 16));
  private static final long TIME = 1_700_000_000_123L;

  static final Entry.Release RELEASE_VALUE =
      new Entry.Release(
          header("acme"),
          decision("vda", List.of(digest("set-a"), digest("set-b")), false),
          3,
          Kem.X_WING,
          digest("sealed"));
  static final Entry.Denial DENIAL_VALUE =
      new Entry.Denial(header("acme"), decision("", List.of(), true), "policy.denied");
  static final Entry.State STATE_VALUE =
      new Entry.State(
          header("acme"), Entry.StateObject.POLICY, "payments-root", 7, digest("content"));
  static final Entry.Counts COUNTS_VALUE =
      new Entry.Counts(header(Entry.DUMMY_TENANT), 1_700_000_000_000L, 1_700_000_060_000L, 5, 1234);
  static final Entry.Open OPEN_VALUE =
      new Entry.Open(header(Entry.SYSTEM_TENANT), "escrow.example/log", "");

  static final Map<Entry, byte[]> ALL =
      Map.of(
          RELEASE_VALUE, RELEASE,
          DENIAL_VALUE, DENIAL,
          STATE_VALUE, STATE,
          COUNTS_VALUE, COUNTS,
          OPEN_VALUE, OPEN);

  private static Entry.Header header(String tenant) {
    return new Entry.Header(ID, TIME, tenant);
  }

  private static Entry.Decision decision(
      String volume, List<Digest> references, boolean simulated) {
    return new Entry.Decision(
        new Name("root"),
        volume,
        Purpose.UNLOCK,
        "amd-sev-snp",
        "payments-root",
        digest("policy"),
        references,
        List.of(new Entry.EvidenceDigest("amd-sev-snp", digest("evidence"), digest("auxiliary"))),
        Digest.sha512("base".getBytes(StandardCharsets.UTF_8)),
        simulated);
  }

  private static Digest digest(String content) {
    return Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] range(int from, int to) {
    byte[] bytes = new byte[to - from];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
  }
}
