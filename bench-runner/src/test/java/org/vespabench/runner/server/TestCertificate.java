package org.vespabench.runner.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes X.509 certificates (RFC 5280) byte by byte: the JDK has no public class for it, and its
 * tool takes half a second for each step.
 */
final class TestCertificate {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OID = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;

  private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};
  private static final byte[] ECDSA_WITH_SHA256 =
      der(SEQUENCE, hex("06082a8648ce3d040302")); // 1.2.840.10045.4.3.2
  private static final byte[] RSA_WITH_SHA256 =
      der(SEQUENCE, hex("06092a864886f70d01010b0500")); // 1.2.840.113549.1.1.11, no parameters

  /** UTC times end with 2049. */
  private static final String LAST_DAY = "491231235959Z";

  private static final AtomicInteger SERIAL = new AtomicInteger();

  private TestCertificate() {}

  /** Say that it may sign others. */
  static byte[] authority() {
    return extension("551d13", true, der(SEQUENCE, TRUE));
  }

  /** Say that it may sign others if they are the last ones. */
  static byte[] authorityOfLeaves() {
    return extension("551d13", true, der(SEQUENCE, TRUE, der(INTEGER, new byte[] {0})));
  }

  /** Say that its key may sign lists of what was revoked, and so nothing else. */
  static byte[] forRevocationAlone() {
    return extension("551d0f", true, der(BIT_STRING, new byte[] {1, 0x02}));
  }

  /** Name the host: an address if it has digits and dots alone. */
  static byte[] host(String name) throws UnknownHostException {
    byte[] entry =
        name.matches("[0-9.]+")
            ? der(IP_ADDRESS, InetAddress.getByName(name).getAddress())
            : der(DNS_NAME, name.getBytes(US_ASCII));
    return extension("551d11", false, der(SEQUENCE, entry));
  }

  /** Say that who has it may be a client, and so no server. */
  static byte[] forClientsAlone() {
    return extension("551d25", true, der(SEQUENCE, der(OID, hex("2b06010505070302"))));
  }

  /**
   * Write one that is valid.
   *
   * @param extensions each written by one of the methods here
   */
  static X509Certificate signed(
      String issuer, PrivateKey signing, String subject, PublicKey key, byte[]... extensions)
      throws GeneralSecurityException {
    return signed(LAST_DAY, issuer, signing, subject, key, extensions);
  }

  /** Write one that ended with the year 2020. */
  static X509Certificate expired(
      String issuer, PrivateKey signing, String subject, PublicKey key, byte[]... extensions)
      throws GeneralSecurityException {
    return signed("201231235959Z", issuer, signing, subject, key, extensions);
  }

  private static X509Certificate signed(
      String until,
      String issuer,
      PrivateKey signing,
      String subject,
      PublicKey key,
      byte[]... extensions)
      throws GeneralSecurityException {
    boolean rsa = signing.getAlgorithm().equals("RSA");
    byte[] algorithm = rsa ? RSA_WITH_SHA256 : ECDSA_WITH_SHA256;
    byte[] content = content(until, algorithm, issuer, subject, key, extensions);
    Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
    signature.initSign(signing);
    signature.update(content);
    byte[] all = der(SEQUENCE, content, algorithm, bits(signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(all));
  }

  private static byte[] content(
      String until,
      byte[] algorithm,
      String issuer,
      String subject,
      PublicKey key,
      byte[]... extensions) {
    return der(
        SEQUENCE,
        der(VERSION, der(INTEGER, new byte[] {2})),
        der(INTEGER, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
        algorithm,
        name(issuer),
        der(SEQUENCE, time("200101000000Z"), time(until)),
        name(subject),
        key.getEncoded(),
        der(EXTENSIONS, der(SEQUENCE, extensions)));
  }

  private static byte[] name(String name) {
    byte[] commonName = der(SEQUENCE, der(OID, hex("550403")), der(UTF8_STRING, utf8(name)));
    return der(SEQUENCE, der(SET, commonName));
  }

  private static byte[] time(String text) {
    return der(UTC_TIME, text.getBytes(US_ASCII));
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    return der(
        SEQUENCE, der(OID, hex(oid)), critical ? TRUE : new byte[0], der(OCTET_STRING, value));
  }

  private static byte[] bits(byte[] whole) {
    return der(BIT_STRING, new byte[] {0}, whole);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    int length = content.size();
    if (length >= 0x100) {
      whole.write(0x82);
      whole.write(length >> 8);
    } else if (length >= 0x80) {
      whole.write(0x81);
    }
    whole.write(length);
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }
}
