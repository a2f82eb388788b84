package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonArray;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The header of a volume whose key is being replaced (LUKS2 on-disk format specification 1.1,
 * section 4), as libcryptsetup marks it with the requirement {@code online-reencrypt-v2}. Its two
 * ends are ordinary headers, and are checked as any: what the volume was before, and what it will
 * be after. In between the disk's beginning is encrypted under the new key and its end under the
 * old.
 *
 * <p>Only what this program begins is allowed: forward, with checksums of the part that is being
 * written, the cipher and the place of the data unchanged.
 *
 * @param before the header reduced to the old key; without slots once these were removed
 * @param after the header as it will be
 * @param json the metadata as they stand
 * @param done bytes of data that are under the new key
 * @param complete whether all data are, so that only the header is left to be finished
 */
public record Reencryption(
    Header before, Header after, JsonObject json, long done, boolean complete) {
  /** What libcryptsetup writes to keep older versions of itself from such a volume. */
  static final String REQUIREMENT = "online-reencrypt-v2";

  /**
   * Reads a disk's header if it is marked as one in between.
   *
   * @return empty for every other header, which {@link Header#read} judges
   * @throws VolumeException if there is none, or one in between that is not allowed
   */
  public static Optional<Reencryption> read(Header.Source disk) throws VolumeException {
    HeaderCopy copy = HeaderCopy.newest(disk);
    JsonObject root = new Members(Metadata.parse(copy.json()), "").json();
    return marked(root)
        ? Optional.of(of(root, copy.binary(), copy.intactCopies()))
        : Optional.empty();
  }

  /**
   * Reads metadata as libcryptsetup has them in memory.
   *
   * @param text the JSON text
   * @param like a header of the same volume
   */
  public static Reencryption parse(byte[] text, Header like) throws VolumeException {
    byte[] area = Arrays.copyOf(text, text.length + 1);
    JsonObject root = new Members(Metadata.parse(area), "").json();
    if (!marked(root)) {
      throw new VolumeException(VolumeFault.HEADER_REQUIREMENT, "no reencryption is under way");
    }
    return of(root, like.binary(), like.intactCopies());
  }

  private static boolean marked(JsonObject root) {
    return root.members().get("config") instanceof JsonObject(Map<String, JsonValue> config, int _)
        && config.get("requirements") instanceof JsonObject(Map<String, JsonValue> all, int _)
        && all.get("mandatory") instanceof JsonArray(List<JsonValue> items, int _)
        && items.size() == 1
        && items.getFirst() instanceof JsonText(String text, int _)
        && text.equals(REQUIREMENT);
  }

  private static Reencryption of(JsonObject root, BinaryHeader binary, int intactCopies)
      throws VolumeException {
    ReencryptionParts parts = ReencryptionParts.of(root, binary.headerBytes());
    return new Reencryption(
        new Header(binary, parts.before(), intactCopies),
        new Header(binary, parts.after(), intactCopies),
        root,
        parts.done(),
        parts.complete());
  }

  /** The same with these tokens instead of those that there are. */
  public Reencryption with(Collection<Token> tokens) throws VolumeException {
    Map<String, JsonValue> all = new HashMap<>();
    tokens.forEach(token -> all.put(Integer.toString(token.number()), token.json()));
    Map<String, JsonValue> members = new HashMap<>(json.members());
    members.put("tokens", new JsonObject(Map.copyOf(all), 0));
    return of(new JsonObject(Map.copyOf(members), 0), after.binary(), after.intactCopies());
  }

  /** The same as the successor of a header. */
  public Reencryption following(BinaryHeader binary) throws VolumeException {
    return of(json, binary.at(binary.offset(), binary.sequence() + 1), after.intactCopies());
  }

  /** Whether the metadata fit into the JSON part. */
  public boolean fits() {
    return CanonicalJson.write(json).length < after.binary().headerBytes() - BinaryHeader.BYTES;
  }

  /** Both copies, the first and the second, as they are written to a disk. */
  public List<byte[]> encode(RandomGenerator random) {
    return after.encode(CanonicalJson.write(json), random);
  }
}
