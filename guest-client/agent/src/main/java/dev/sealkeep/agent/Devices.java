package dev.sealkeep.agent;

import dev.sealkeep.agent.boot.Boot;
import dev.sealkeep.agent.boot.SystemBoot;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.agent.device.DeviceSource;
import dev.sealkeep.agent.device.Extension;
import dev.sealkeep.agent.device.Patience;
import dev.sealkeep.agent.device.SnpSource;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.gramine.Enclave;
import dev.sealkeep.agent.device.gramine.SealingKey;
import dev.sealkeep.agent.device.report.DerivationLimits;
import dev.sealkeep.agent.device.sevguest.KeyRequest;
import dev.sealkeep.agent.device.sevguest.SevGuest;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.keyring.KernelKeys;
import dev.sealkeep.agent.keyring.SystemKeys;
import dev.sealkeep.agent.preflight.UsedRegister;
import dev.sealkeep.agent.volume.Mapper;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The machine's devices as the commands see them. */
interface Devices {
  /** Those that are installed. */
  Devices INSTALLED =
      new Devices() {
        @Override
        public List<EvidenceSource> sources(DeviceSettings settings, Patience patience) {
          List<EvidenceSource> sources = new ArrayList<>();
          for (EvidenceSource source : ServiceLoader.load(EvidenceSource.class)) {
            sources.add(
                source instanceof DeviceSource device ? device.with(settings, patience) : source);
          }
          return sources;
        }

        @Override
        public KernelKeys keys() {
          return new SystemKeys();
        }

        @Override
        public SecretBytes snpKey(DeviceSettings settings, KeyRequest request)
            throws DeviceException {
          return Patience.DEFAULT.await(
              () -> new SevGuest(LibC.load(), settings.sevGuest()).derivedKey(request),
              SecretBytes::close);
        }

        @Override
        public DerivationLimits limits(DeviceSettings settings) throws DeviceException {
          return Patience.DEFAULT.await(() -> SnpSource.limits(settings), _ -> {});
        }

        @Override
        public Mapper mapper() {
          return Mapper.DEVICE_MAPPER;
        }

        @Override
        public Boot boot() {
          return SystemBoot.OF_THIS_MACHINE;
        }

        @Override
        public SecretBytes sgxKey(DeviceSettings settings, SealingKey key) throws DeviceException {
          return Patience.DEFAULT.await(
              () -> new Enclave(LibC.load(), settings.gramine()).key(key), SecretBytes::close);
        }

        @Override
        public List<UsedRegister> registers(DeviceSettings settings, Register register)
            throws DeviceException {
          return Patience.DEFAULT.await(
              () -> Extension.OF_THIS_MACHINE.read(settings, register), _ -> {});
        }

        @Override
        public void extend(DeviceSettings settings, Register register) throws DeviceException {
          Patience.DEFAULT.await(
              () -> {
                Extension.OF_THIS_MACHINE.extend(settings, register);
                return register;
              },
              _ -> {});
        }
      };

  /** Every source of evidence, whether its device is there or not. */
  List<EvidenceSource> sources(DeviceSettings settings, Patience patience);

  /** The key management of the kernel. */
  KernelKeys keys();

  /** A key that SEV-SNP derives, which the caller closes. */
  SecretBytes snpKey(DeviceSettings settings, KeyRequest request) throws DeviceException;

  /** What keys SEV-SNP derives here. */
  DerivationLimits limits(DeviceSettings settings) throws DeviceException;

  /** Where opened volumes appear. */
  Mapper mapper();

  /** The running boot. */
  Boot boot();

  /** A sealing key of the enclave, which the caller closes. */
  SecretBytes sgxKey(DeviceSettings settings, SealingKey key) throws DeviceException;

  /** The values of a register that evidence shows, one for each quoted bank. */
  List<UsedRegister> registers(DeviceSettings settings, Register register) throws DeviceException;

  /** Says in a register that a key was used. */
  void extend(DeviceSettings settings, Register register) throws DeviceException;
}
