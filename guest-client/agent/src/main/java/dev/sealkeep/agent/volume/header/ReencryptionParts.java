package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the metadata of a volume in between apart: into the two ordinary ones at its ends, which
 * {@link Metadata} checks, and what is left, which is checked here.
 *
 * @param before metadata of the old key
 * @param after metadata of the new key
 * @param done bytes of data under the new key
 * @param complete whether all data are
 */
record ReencryptionParts(Metadata before, Metadata after, long done, boolean complete) {
  private static final String PREVIOUS = "backup-previous";
  private static final String FINAL = "backup-final";
  private static final String HOT = "in-reencryption";
  private static final int IV_UNIT_BYTES = 512;
  private static final int MOST_SECTOR_BYTES = 4096;

  static ReencryptionParts of(JsonObject json, int headerBytes) throws VolumeException {
    Members root = new Members(json, "");
    Map<Integer, Members> slots = root.object("keyslots").numbered();
    Map<Integer, Members> segments = root.object("segments").numbered();
    Map<Integer, Members> digests = root.object("digests").numbered();
    Members config = root.object("config");
    Map<Integer, Members> tokens = root.object("tokens").numbered();
    root.finish();

    Part work = workSlot(slots);
    Part previous = backup(segments, PREVIOUS);
    Part last = backup(segments, FINAL);
    Part oldDigest = digestOf(digests, previous.number());
    Part newDigest = digestOf(digests, last.number());
    checkOwnDigest(digests, Set.of(oldDigest.number(), newDigest.number()), work.number());

    Ends ends = new Ends(json, slots, tokens, config, headerBytes);
    Metadata before = ends.at(oldDigest, previous.members());
    Metadata after = ends.at(newDigest, last.members());
    checkEnds(before, after, slots.size());
    checkArea(work.members(), before, after, headerBytes);

    Progress progress =
        Progress.of(
            segments,
            Set.of(previous.number(), last.number()),
            Set.copyOf(oldDigest.members().ids("segments")),
            Set.copyOf(newDigest.members().ids("segments")),
            after.segment());
    return new ReencryptionParts(before, after, progress.done(), progress.complete());
  }

  /** A slot, segment or digest and its number. */
  private record Part(int number, Members members) {
    /** A part that a rule picks out. */
    private interface Rule {
      boolean picks(Members members) throws VolumeException;
    }

    static List<Part> where(Map<Integer, Members> all, Rule rule) throws VolumeException {
      List<Part> found = new ArrayList<>();
      for (Map.Entry<Integer, Members> each : all.entrySet()) {
        if (rule.picks(each.getValue())) {
          found.add(new Part(each.getKey(), each.getValue()));
        }
      }
      return found;
    }

    static Part only(List<Part> found, VolumeFault otherwise, String what) throws VolumeException {
      if (found.size() != 1) {
        throw new VolumeException(otherwise, "%d %s".formatted(found.size(), what));
      }
      return found.getFirst();
    }
  }

  /** The one slot that holds no key but checksums of what is being written. */
  private static Part workSlot(Map<Integer, Members> slots) throws VolumeException {
    return Part.only(
        Part.where(slots, slot -> slot.text("type").equals("reencrypt")),
        VolumeFault.HEADER_REQUIREMENT,
        "slots are for it");
  }

  /** The segment that says how the volume was, or how it will be. */
  private static Part backup(Map<Integer, Members> segments, String flag) throws VolumeException {
    return Part.only(
        Part.where(
            segments,
            segment -> segment.has("flags") && segment.texts("flags").equals(List.of(flag))),
        VolumeFault.HEADER_SEGMENT,
        "segments are `%s`".formatted(flag));
  }

  private static Part digestOf(Map<Integer, Members> digests, int segment) throws VolumeException {
    return Part.only(
        Part.where(digests, digest -> digest.ids("segments").contains(segment)),
        VolumeFault.HEADER_DIGEST,
        "digests are of segment %d".formatted(segment));
  }

  /** The digest by which libcryptsetup authenticates these metadata under both keys. */
  private static void checkOwnDigest(Map<Integer, Members> digests, Set<Integer> ends, int slot)
      throws VolumeException {
    Part own =
        Part.only(
            Part.where(
                digests,
                digest ->
                    digest.ids("segments").isEmpty() && digest.ids("keyslots").contains(slot)),
            VolumeFault.HEADER_DIGEST,
            "digests are the reencryption's");
    Members digest = own.members();
    VolumeDigest.checkValue(digest);
    if (digests.size() != 3 || ends.size() != 2 || !digest.ids("keyslots").equals(List.of(slot))) {
      throw digest.fault(VolumeFault.HEADER_DIGEST, "keyslots", "are not the reencryption's");
    }
    digest.finish();
  }

  private static void checkEnds(Metadata before, Metadata after, int slots) throws VolumeException {
    if (before.segment().offset() != after.segment().offset()
        || before.segment().sectorBytes() != after.segment().sectorBytes()) {
      throw new VolumeException(VolumeFault.HEADER_SEGMENT, "the data's place or sectors change");
    }
    if (after.keyslots().isEmpty()
        || before.keyslots().size() + after.keyslots().size() + 1 != slots) {
      throw new VolumeException(
          VolumeFault.HEADER_DIGEST, "the digests' slots are not those that there are");
    }
  }

  private static void checkArea(Members slot, Metadata before, Metadata after, int headerBytes)
      throws VolumeException {
    String _ = slot.text("type");
    String _ = slot.oneOf("mode", Set.of("reencrypt"), VolumeFault.HEADER_REQUIREMENT);
    String _ = slot.oneOf("direction", Set.of("forward"), VolumeFault.HEADER_REQUIREMENT);
    long _ = slot.integer("key_size", 1, 1, VolumeFault.HEADER_REQUIREMENT);
    if (slot.has("priority")) {
      long _ = slot.integer("priority", 0, 0, VolumeFault.HEADER_JSON);
    }
    Members area = slot.object("area");
    slot.finish();
    String _ = area.oneOf("type", Set.of("checksum"), VolumeFault.HEADER_REQUIREMENT);
    String _ = area.oneOf("hash", Set.of("sha256"), VolumeFault.HEADER_REQUIREMENT);
    long sector =
        area.integer(
            "sector_size", IV_UNIT_BYTES, MOST_SECTOR_BYTES, VolumeFault.HEADER_REQUIREMENT);
    Area place = new Area(area.decimal("offset"), area.decimal("size"));
    area.finish();
    boolean free =
        List.of(before, after).stream()
            .flatMap(end -> end.keyslots().values().stream())
            .noneMatch(other -> other.area().overlaps(place));
    if (Long.bitCount(sector) != 1
        || !place.aligned()
        || !place.inside(new Area(2L * headerBytes, after.keyslotsBytes()))
        || !free) {
      throw area.fault(VolumeFault.HEADER_LAYOUT, "offset", "or size is wrong: " + place);
    }
    for (Keyslot old : before.keyslots().values()) {
      if (after.keyslots().values().stream().anyMatch(k -> k.area().overlaps(old.area()))) {
        throw new VolumeException(
            VolumeFault.HEADER_LAYOUT, "slot %d overlaps another".formatted(old.number()));
      }
    }
  }

  /** Makes ordinary metadata of one end. */
  private record Ends(
      JsonObject root,
      Map<Integer, Members> slots,
      Map<Integer, Members> tokens,
      Members config,
      int headerBytes) {
    Metadata at(Part part, Members segment) throws VolumeException {
      Members digest = part.members();
      List<Integer> mine = digest.ids("keyslots");
      Map<String, JsonValue> ownSlots = new HashMap<>();
      for (int slot : mine) {
        Members there = slots.get(slot);
        if (there == null) {
          throw digest.fault(VolumeFault.HEADER_DIGEST, "keyslots", "are not there");
        }
        ownSlots.put(Integer.toString(slot), there.json());
      }
      Set<Integer> gone = new HashSet<>(slots.keySet());
      gone.removeAll(mine);
      Map<String, JsonValue> ownTokens = new HashMap<>();
      for (Map.Entry<Integer, Members> token : tokens.entrySet()) {
        ownTokens.put(
            token.getKey().toString(),
            Token.read(token.getKey(), token.getValue()).without(gone).json());
      }
      JsonObject boundDigest = with(digest.json(), "segments", Metadata.texts(List.of(0)));
      Map<String, JsonValue> members = new HashMap<>(root.members());
      members.put("keyslots", object(ownSlots));
      members.put("tokens", object(ownTokens));
      members.put("segments", object(Map.of("0", without(segment.json(), "flags"))));
      members.put("digests", object(Map.of(Integer.toString(part.number()), boundDigest)));
      members.put("config", without(config.json(), "requirements"));
      return Metadata.read(object(members), headerBytes);
    }
  }

  /** How far it is. */
  private record Progress(long done, boolean complete) {
    /**
     * Checks that the parts follow one another without a gap: first what is under the new key, then
     * at most one that is being written, then what is under the old.
     *
     * @param backups the two segments that are no parts
     * @param old segments of the old key
     * @param fresh segments of the new key
     */
    static Progress of(
        Map<Integer, Members> segments,
        Set<Integer> backups,
        Set<Integer> old,
        Set<Integer> fresh,
        Segment whole)
        throws VolumeException {
      Set<Integer> seen = new HashSet<>(old);
      seen.addAll(fresh);
      if (!seen.equals(segments.keySet())) {
        throw new VolumeException(VolumeFault.HEADER_DIGEST, "a segment is nobody's");
      }
      // In the order of their numbers.
      List<Part> parts = new ArrayList<>();
      segments.forEach((number, members) -> parts.add(new Part(number, members)));
      parts.removeIf(part -> backups.contains(part.number()));
      long at = whole.offset();
      long done = 0;
      Stage stage = Stage.FRESH;
      boolean open = false;
      for (Part each : parts) {
        Members part = each.members();
        int id = each.number();
        Optional<Long> size = part(part, at, whole);
        Stage mine = Stage.of(part.has("flags"), old.contains(id), fresh.contains(id));
        if (open
            || mine.compareTo(stage) < 0
            || (mine == stage && !each.equals(parts.getFirst()))) {
          throw part.fault(VolumeFault.HEADER_SEGMENT, "offset", "is out of order");
        }
        stage = mine;
        open = size.isEmpty();
        at += size.orElse(0L);
        if (mine == Stage.FRESH) {
          done += size.orElse(0L);
        }
      }
      // The last part that is written has its length.
      if (!open && stage != Stage.BEING_WRITTEN) {
        throw new VolumeException(VolumeFault.HEADER_SEGMENT, "no segment reaches the disk's end");
      }
      return new Progress(done, stage == Stage.FRESH);
    }

    /** Checks one part; its length, or empty if it reaches to the disk's end. */
    private static Optional<Long> part(Members part, long at, Segment whole)
        throws VolumeException {
      if (part.has("flags") && !part.texts("flags").equals(List.of(HOT))) {
        throw part.fault(VolumeFault.HEADER_SEGMENT, "flags", "are not known");
      }
      String _ = part.oneOf("type", Set.of("crypt"), VolumeFault.HEADER_SEGMENT);
      String _ = part.oneOf("encryption", Keyslot.CIPHERS, VolumeFault.HEADER_CIPHER);
      int sector = whole.sectorBytes();
      long _ = part.integer("sector_size", sector, sector, VolumeFault.HEADER_SEGMENT);
      if (part.decimal("offset") != at
          || part.decimal("iv_tweak") != (at - whole.offset()) / IV_UNIT_BYTES) {
        throw part.fault(VolumeFault.HEADER_SEGMENT, "offset", "or IV leaves a gap");
      }
      boolean open = part.text("size").equals("dynamic");
      long size = open ? 0 : part.decimal("size");
      part.finish();
      if (!open && (size == 0 || size % sector != 0)) {
        throw part.fault(VolumeFault.HEADER_SEGMENT, "size", "is no multiple of a sector");
      }
      return open ? Optional.empty() : Optional.of(size);
    }
  }

  /** Under which key a part is. */
  private enum Stage {
    FRESH,
    BEING_WRITTEN,
    OLD;

    static Stage of(boolean flagged, boolean old, boolean fresh) throws VolumeException {
      if (flagged != (old && fresh)) {
        throw new VolumeException(VolumeFault.HEADER_DIGEST, "a segment has the wrong keys");
      }
      if (flagged) {
        return BEING_WRITTEN;
      }
      return old ? OLD : FRESH;
    }
  }

  private static JsonObject object(Map<String, JsonValue> members) {
    return new JsonObject(Map.copyOf(members), 0);
  }

  private static JsonObject with(JsonObject object, String name, JsonValue value) {
    Map<String, JsonValue> members = new HashMap<>(object.members());
    members.put(name, value);
    return object(members);
  }

  private static JsonObject without(JsonObject object, String name) {
    Map<String, JsonValue> members = new HashMap<>(object.members());
    members.remove(name);
    return object(members);
  }
}
