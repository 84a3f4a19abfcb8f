package org.vespabench.runner.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Reads a server's certificate and key from PEM files, as web servers have them. */
final class PemKeys {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

  /** Tried one after the other, as a key in PKCS#8 is read by its own kind's factory alone. */
  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

  /** Version 0 and the algorithm rsaEncryption without parameters, in DER (RFC 8017, A.1). */
  private static final byte[] RSA_HEADER =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static final int DER_SEQUENCE = 0x30;
  private static final int DER_OCTETS = 0x04;

  private PemKeys() {}

  static SSLContext context(Path certificates, Path key) throws IOException {
    Certificate[] chain = chain(certificates);
    PrivateKey own = key(key);
    checkPair(certificates, chain[0], key, own);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", own, new char[0], chain);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use %s with %s: %s".formatted(certificates, key, e), e);
    }
  }

  private static Certificate[] chain(Path file) throws IOException {
    String what = "the certificate";
    byte[] pem = read(what, file);
    try {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (chain.isEmpty()) {
        throw unusable(what, file, "it holds no certificate (-----BEGIN CERTIFICATE-----)", null);
      }
      return chain.toArray(new Certificate[0]);
    } catch (GeneralSecurityException e) {
      throw unusable(what, file, "it is no PEM file of certificates: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    String what = "the private key";
    String pem = new String(read(what, file), StandardCharsets.ISO_8859_1);
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw unusable(what, file, "it holds no private key (-----BEGIN PRIVATE KEY-----)", null);
    }
    String label = block.group(1);
    boolean rsa = label.equals("RSA PRIVATE KEY");
    if (pem.contains("ENCRYPTED") || (!rsa && !label.equals("PRIVATE KEY"))) {
      String remedy = "openssl pkcs8 -topk8 -nodes -in %s -out plain.pem".formatted(file);
      throw unusable(
          what, file, "a key must be plain PKCS#8 or RSA. Convert it with: " + remedy, null);
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
      return parse(rsa ? wrap(bytes) : bytes);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(what, file, "what it holds is no key: " + e.getMessage(), e);
    }
  }

  private static PrivateKey parse(byte[] pkcs8) throws GeneralSecurityException {
    InvalidKeySpecException trouble =
        new InvalidKeySpecException("it is none of " + String.join(", ", KINDS));
    for (String kind : KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) { // of another kind, or of none
        trouble.addSuppressed(e);
      }
    }
    throw trouble;
  }

  /** PKCS#8 is a header around PKCS#1. */
  private static byte[] wrap(byte[] pkcs1) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(RSA_HEADER);
    inner.writeBytes(der(DER_OCTETS, pkcs1));
    return der(DER_SEQUENCE, inner.toByteArray());
  }

  private static byte[] der(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(0x80 | bytes);
      for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out.write(length >> shift);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** Java would notice at the first client, and tell only that one, and not what is wrong. */
  private static void checkPair(Path file, Certificate certificate, Path keyFile, PrivateKey key)
      throws IOException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    boolean pair;
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      pair = signature.verify(signed);
    } catch (GeneralSecurityException e) { // of different kinds
      pair = false;
    }
    if (!pair) {
      throw unusable(
          "the private key", keyFile, "it is not that of the first certificate in " + file, null);
    }
  }

  private static byte[] read(String what, Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw unusable(what, file, "there is no such file", e);
    } catch (IOException e) {
      throw unusable(what, file, e.toString(), e);
    }
  }

  private static IOException unusable(
      String what, Path file, String why, @Nullable Exception cause) {
    return new IOException("cannot use %s as %s: %s".formatted(file, what, why), cause);
  }
}
