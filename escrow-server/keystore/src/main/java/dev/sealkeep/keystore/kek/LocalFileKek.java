package dev.sealkeep.keystore.kek;

import dev.sealkeep.keystore.file.FileWeakness;
import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.keystore.file.ProcessLock;
import dev.sealkeep.keystore.kek.KekRefusedException.Reason;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A root KEK in a file: a Tink keyset of AES-256-GCM keys in binary form, mode 0600, owned by the
 * user that the process runs as. Who can read the file can unwrap everything in the database.
 *
 * <p>A rotation is seen by this object alone: another process that has the file open must open it
 * anew to read what is wrapped under the new key.
 */
public final class LocalFileKek implements RootKek {
  /** A keyset of hundreds of keys is smaller. */
  private static final int MAX_FILE_BYTES = 64 * 1024;

  private final Path file;
  private volatile AesGcmKeyset keyset;

  private LocalFileKek(Path file, AesGcmKeyset keyset) {
    this.file = file;
    this.keyset = keyset;
  }

  /**
   * Makes a new key and its file, atomically and durably, and its folder (mode 0700) where that is
   * absent.
   *
   * @throws KekRefusedException if there is a file already, or it cannot be written
   */
  public static LocalFileKek create(Path file) {
    AesGcmKeyset keyset = AesGcmKeyset.generate();
    try (SecretBytes serialized = keyset.serialize()) {
      OwnerOnlyFiles.createDirectoryOf(file);
      // The keyset in clear is what the file is for.
      OwnerOnlyFiles.create(file, serialized.bytes(SecretAccess.get()));
    } catch (FileAlreadyExistsException e) {
      throw new KekRefusedException(
          Reason.EXISTS, file + " exists already; a root KEK is never overwritten", e);
    } catch (IOException e) {
      throw unusable(file, e);
    }
    return open(file);
  }

  /**
   * Opens an existing file.
   *
   * @throws KekRefusedException if there is none; if it is a symbolic link, belongs to another
   *     user, or its mode allows the group or others anything; or if it holds no such keyset
   */
  public static LocalFileKek open(Path file) {
    return new LocalFileKek(file, load(file));
  }

  private static AesGcmKeyset load(Path file) {
    try {
      refuseWeak(file);
      try (SecretBytes serialized = read(file)) {
        return AesGcmKeyset.parse(serialized)
            .orElseThrow(
                () ->
                    new KekRefusedException(
                        Reason.NOT_A_KEYSET,
                        file + " holds no root KEK; restore it from its backup"));
      }
    } catch (NoSuchFileException e) {
      throw new KekRefusedException(
          Reason.MISSING, file + " does not exist; restore the root KEK from its backup", e);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static void refuseWeak(Path file) throws IOException {
    Optional<FileWeakness> weakness = FileWeakness.of(file);
    if (weakness.isPresent()) {
      throw new KekRefusedException(
          reason(weakness.get()), "the root KEK is refused: " + weakness.get().explain(file));
    }
  }

  private static Reason reason(FileWeakness weakness) {
    return switch (weakness) {
      case SYMBOLIC_LINK -> Reason.SYMBOLIC_LINK;
      case NOT_A_FILE -> Reason.NOT_A_FILE;
      case FOREIGN_OWNER -> Reason.FOREIGN_OWNER;
      case OPEN_MODE -> Reason.OPEN_MODE;
    };
  }

  /** A longer file is cut, which makes it no keyset. */
  private static SecretBytes read(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] buffer = new byte[MAX_FILE_BYTES];
      try {
        int length = input.readNBytes(buffer, 0, buffer.length);
        return SecretBytes.owning(Arrays.copyOf(buffer, length));
      } finally {
        Arrays.fill(buffer, (byte) 0);
      }
    }
  }

  private static KekRefusedException unusable(Path file, IOException cause) {
    return new KekRefusedException(
        Reason.FILE_UNUSABLE,
        "the root KEK's file " + file + " cannot be read or written; check its folder and disk",
        cause);
  }

  /**
   * Adds a key that wraps from now on; what older keys wrapped still opens. The file is read anew,
   * so that a key added by another process is kept, and is durable before the new key is used.
   *
   * @throws KekRefusedException if the file is refused now, or another process rotates it
   */
  public synchronized void rotate() {
    try (ProcessLock claim = claim()) {
      AesGcmKeyset rotated = load(file).withNewPrimary();
      try (SecretBytes serialized = rotated.serialize()) {
        // The keyset in clear is what the file is for.
        OwnerOnlyFiles.replace(file, serialized.bytes(SecretAccess.get()));
      }
      keyset = rotated;
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private ProcessLock claim() throws IOException {
    return ProcessLock.tryAcquire(file)
        .orElseThrow(
            () ->
                new KekRefusedException(
                    Reason.IN_USE, file + " is being changed by another process; try again"));
  }

  @Override
  public String description() {
    return "local file " + file;
  }

  @Override
  public byte[] wrap(SecretBytes plaintext, byte[] associatedData) {
    return keyset.encrypt(plaintext, associatedData);
  }

  @Override
  public Optional<SecretBytes> unwrap(byte[] wrapped, byte[] associatedData) {
    return keyset.decrypt(wrapped, associatedData);
  }

  /** Names the file. */
  @Override
  public String toString() {
    return "LocalFileKek[" + file + "]";
  }
}
