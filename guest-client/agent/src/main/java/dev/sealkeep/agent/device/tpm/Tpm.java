package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.configuration.PcrBank;
import dev.sealkeep.agent.configuration.PcrSelection;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.Kernel;
import dev.sealkeep.agent.exchange.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * An open TPM and what was loaded into it, which closing flushes. A command that the TPM asks to be
 * sent again is, with growing pauses, for at most {@link #PATIENCE}. Every failure is a {@link
 * DeviceException} that names the command. TPM 2.0 Library part 3.
 */
public final class Tpm implements AutoCloseable {
  /** TPM_RH_OWNER. */
  public static final int OWNER = 0x4000_0001;

  /** TPM_RH_ENDORSEMENT. */
  public static final int ENDORSEMENT = 0x4000_000B;

  /** After that long no command is sent again. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final int NULL_HANDLE = 0x4000_0007;
  private static final int ALG_NULL = 0x0010;
  private static final int SESSION_POLICY = 1;
  private static final int CAPABILITY_HANDLES = 1;
  private static final int MOST_HANDLES = 64;

  /** As long as a digest of the session's hash; it protects nothing in a session without a key. */
  private static final int NONCE_BYTES = 16;

  private final TpmChannel channel;
  private final Timing timing;
  private final Deque<Integer> loaded = new ArrayDeque<>();

  Tpm(TpmChannel channel, Timing timing) {
    this.channel = channel;
    this.timing = timing;
  }

  /** Opens the device, or the socket, at a path. */
  public static Tpm open(Path path, Kernel kernel, Timing timing) throws DeviceException {
    return new Tpm(
        TpmSocket.isAt(path) ? TpmSocket.open(path) : TpmDevice.open(kernel.calls(), path), timing);
  }

  private byte[] run(Command command) throws DeviceException {
    return run(command, false).parameters();
  }

  /** Runs a command that makes an object or a session, to be flushed in the end. */
  private Answer.Done make(Command command) throws DeviceException {
    Answer.Done done = run(command, true);
    loaded.push(done.handle());
    return done;
  }

  private Answer.Done run(Command command, boolean handle) throws DeviceException {
    byte[] bytes = command.encode();
    String name = command.code().display();
    long start = timing.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (true) {
      switch (Answer.parse(channel.exchange(bytes), command.hasSessions(), handle)) {
        case Answer.Done done -> {
          return done;
        }
        case Answer.Malformed(String how) -> throw malformed(command.code(), how);
        case Answer.Refused(ResponseCode code) -> {
          boolean late = timing.nanoTime() - start + pause.toNanos() >= PATIENCE.toNanos();
          if (!code.transitory() || late) {
            throw new DeviceException(code.fault(), "%s: %s".formatted(name, code.display()));
          }
        }
      }
      pause(pause, name);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void pause(Duration pause, String name) throws DeviceException {
    try {
      timing.pause(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DeviceException(DeviceFault.DEVICE_INTERRUPTED, name, interrupted);
    }
  }

  private static DeviceException malformed(CommandCode code, String how) {
    return new DeviceException(
        DeviceFault.TPM_MALFORMED, "the answer to %s: %s".formatted(code.display(), how));
  }

  /** Reads parameters to their exact end, or refuses them. */
  private static <T> T read(CommandCode code, byte[] parameters, Function<TpmCursor, T> reader)
      throws DeviceException {
    TpmCursor cursor = new TpmCursor(parameters);
    T value = reader.apply(cursor);
    if (!cursor.isAtEnd()) {
      throw malformed(code, "its parameters have another length than their fields");
    }
    return value;
  }

  /** The same where fields follow that nobody needs. */
  private static <T> T readFirst(CommandCode code, byte[] parameters, Function<TpmCursor, T> reader)
      throws DeviceException {
    TpmCursor cursor = new TpmCursor(parameters);
    T value = reader.apply(cursor);
    if (!cursor.isWhole()) {
      throw malformed(code, "its parameters are cut off");
    }
    return value;
  }

  /** Makes a primary key in the endorsement hierarchy, whose authorization value is empty. */
  public LoadedKey createPrimary(KeyTemplate template) throws DeviceException {
    Command command =
        new Command(CommandCode.CREATE_PRIMARY)
            .unlocked(ENDORSEMENT)
            .with(
                out ->
                    out.sized(noSensitive())
                        .sized(template.publicArea())
                        .sized(new byte[0])
                        .u32(0));
    Answer.Done done = make(command);
    byte[] area = readFirst(command.code(), done.parameters(), TpmCursor::sized);
    return new LoadedKey(done.handle(), area);
  }

  /** TPMS_SENSITIVE_CREATE with an empty authorization value and no data. */
  private static byte[] noSensitive() {
    return new TpmBytes().sized(new byte[0]).sized(new byte[0]).toBytes();
  }

  /** Makes a key below an endorsement key and loads it. Its authorization value is empty. */
  public LoadedKey createBelow(LoadedKey parent, KeyTemplate template) throws DeviceException {
    Command create =
        new Command(CommandCode.CREATE)
            .authorized(parent.handle(), endorsementSession())
            .with(
                out ->
                    out.sized(noSensitive())
                        .sized(template.publicArea())
                        .sized(new byte[0])
                        .u32(0));
    Blobs blobs =
        readFirst(create.code(), run(create), cursor -> new Blobs(cursor.sized(), cursor.sized()));
    Command load =
        new Command(CommandCode.LOAD)
            .authorized(parent.handle(), endorsementSession())
            .with(out -> out.sized(blobs.wrapped()).sized(blobs.area()));
    return new LoadedKey(make(load).handle(), blobs.area());
  }

  @SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
  private record Blobs(byte[] wrapped, byte[] area) {}

  /**
   * A session that satisfies the policy of an endorsement key, PolicySecret(TPM_RH_ENDORSEMENT):
   * TCG EK Credential Profile 2.5, annex B. A use resets it, so each gets one of its own.
   */
  private int endorsementSession() throws DeviceException {
    int session =
        make(new Command(CommandCode.START_AUTH_SESSION)
                .handle(NULL_HANDLE)
                .handle(NULL_HANDLE)
                .with(
                    out ->
                        out.sized(new byte[NONCE_BYTES])
                            .sized(new byte[0])
                            .u8(SESSION_POLICY)
                            .u16(ALG_NULL)
                            .u16(PcrBank.SHA256.algorithm())))
            .handle();
    run(
        new Command(CommandCode.POLICY_SECRET)
            .unlocked(ENDORSEMENT)
            .handle(session)
            .with(out -> out.sized(new byte[0]).sized(new byte[0]).sized(new byte[0]).u32(0)));
    return session;
  }

  /**
   * What TPM2_ActivateCredential gives.
   *
   * @param credentialBlob a TPM2B_ID_OBJECT
   * @param encryptedSecret a TPM2B_ENCRYPTED_SECRET
   */
  public byte[] activateCredential(
      LoadedKey key, LoadedKey endorsementKey, byte[] credentialBlob, byte[] encryptedSecret)
      throws DeviceException {
    Command command =
        new Command(CommandCode.ACTIVATE_CREDENTIAL)
            .unlocked(key.handle())
            .authorized(endorsementKey.handle(), endorsementSession())
            .with(out -> out.raw(credentialBlob).raw(encryptedSecret));
    return read(command.code(), run(command), TpmCursor::sized);
  }

  /** A persistent key, with the qualified name that tells what it is below. */
  public PersistentKey readPublic(int handle) throws DeviceException {
    Command command = new Command(CommandCode.READ_PUBLIC).handle(handle);
    return read(
        command.code(),
        run(command),
        cursor -> {
          byte[] area = cursor.sized();
          byte[] name = cursor.sized();
          return new PersistentKey(new LoadedKey(handle, area), name, cursor.sized());
        });
  }

  /**
   * Quotes PCRs with the key's own scheme.
   *
   * @param qualifyingData at most 64 bytes
   */
  public Quote quote(LoadedKey key, byte[] qualifyingData, PcrSelection pcrs)
      throws DeviceException {
    Command command =
        new Command(CommandCode.QUOTE)
            .unlocked(key.handle())
            .with(out -> out.sized(qualifyingData).u16(ALG_NULL).raw(Pcrs.encode(pcrs.banks())));
    return read(
        command.code(),
        run(command),
        cursor -> new Quote(cursor.sized(), cursor.take(cursor.remaining()).orElseThrow()));
  }

  /**
   * Reads all of a selection, at most eight at a time, as the TPM gives them.
   *
   * @throws DeviceException {@link DeviceFault#TPM_UNSUPPORTED} if a bank is not there
   */
  public Pcrs readPcrs(PcrSelection wanted) throws DeviceException {
    Pcrs read = new Pcrs();
    for (PcrSelection.Bank bank : wanted.banks()) {
      for (int next = 0; next < bank.pcrs().size(); next += Pcrs.MOST_AT_ONCE) {
        int end = Math.min(next + Pcrs.MOST_AT_ONCE, bank.pcrs().size());
        PcrSelection.Bank some = new PcrSelection.Bank(bank.bank(), bank.pcrs().subList(next, end));
        Command command =
            new Command(CommandCode.PCR_READ).with(out -> out.raw(Pcrs.encode(List.of(some))));
        List<byte[]> digests = read(command.code(), run(command), Pcrs::digests);
        if (digests.isEmpty()) {
          throw new DeviceException(
              DeviceFault.TPM_UNSUPPORTED, "it has no bank %s".formatted(bank.bank().spelling()));
        }
        if (!read.put(some, digests)) {
          throw malformed(command.code(), "it gives other PCRs than were asked for");
        }
      }
    }
    return read;
  }

  /**
   * Extends a PCR, in every bank that the TPM has, by that bank's digest of some data (part 3,
   * section 22.3).
   *
   * @param data at most 1024 bytes
   */
  public void event(int pcr, byte[] data) throws DeviceException {
    run(new Command(CommandCode.PCR_EVENT).unlocked(pcr).with(out -> out.sized(data)));
  }

  /** Extends a PCR of one bank by a digest. */
  public void extend(int pcr, PcrBank bank, byte[] digest) throws DeviceException {
    run(
        new Command(CommandCode.PCR_EXTEND)
            .unlocked(pcr)
            .with(out -> out.u32(1).u16(bank.algorithm()).raw(digest)));
  }

  /**
   * The handles from {@code first} on that are in use, ascending; at most {@value #MOST_HANDLES}.
   */
  public List<Integer> handles(int first) throws DeviceException {
    Command command =
        new Command(CommandCode.GET_CAPABILITY)
            .with(out -> out.u32(CAPABILITY_HANDLES).u32(first).u32(MOST_HANDLES));
    return read(
        command.code(),
        run(command),
        cursor -> {
          cursor.u8();
          cursor.u32();
          int count = cursor.u32();
          List<Integer> handles = new ArrayList<>();
          for (int i = 0; i < count && cursor.isWhole(); i++) {
            handles.add(cursor.u32());
          }
          return handles;
        });
  }

  /** The non-volatile index of that handle. */
  public NvIndex nv(int index) throws DeviceException {
    Command command = new Command(CommandCode.NV_READ_PUBLIC).handle(index);
    byte[] area =
        read(
            command.code(),
            run(command),
            cursor -> {
              byte[] publicArea = cursor.sized();
              cursor.sized();
              return publicArea;
            });
    return read(command.code(), area, NvIndex::read);
  }

  /** Makes a non-volatile index that its own empty authorization value and the owner's open. */
  public void nvDefine(int index, int size) throws DeviceException {
    byte[] area =
        new TpmBytes()
            .u32(index)
            .u16(PcrBank.SHA256.algorithm())
            .u32(NvIndex.OPEN)
            .sized(new byte[0])
            .u16(size)
            .toBytes();
    run(
        new Command(CommandCode.NV_DEFINE_SPACE)
            .unlocked(OWNER)
            .with(out -> out.sized(new byte[0]).sized(area)));
  }

  byte[] nvRead(NvIndex index, int offset, int size) throws DeviceException {
    Command command =
        new Command(CommandCode.NV_READ)
            .unlocked(index.reader())
            .handle(index.handle())
            .with(out -> out.u16(size).u16(offset));
    return read(command.code(), run(command), TpmCursor::sized);
  }

  void nvWrite(NvIndex index, int offset, byte[] some) throws DeviceException {
    run(
        new Command(CommandCode.NV_WRITE)
            .unlocked(index.writer())
            .handle(index.handle())
            .with(out -> out.sized(some).u16(offset)));
  }

  private void flush(int handle) throws DeviceException {
    run(new Command(CommandCode.FLUSH_CONTEXT).with(out -> out.u32(handle)));
  }

  /** Flushes what was loaded, which the kernel's resource manager would do by itself. */
  @Override
  public void close() {
    while (!loaded.isEmpty()) {
      try {
        flush(loaded.pop());
      } catch (DeviceException goneAnyway) {
        // A session that was used up, or a TPM that answers no more.
      }
    }
    channel.close();
  }
}
