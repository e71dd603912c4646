// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.standin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** An authority that nobody knows, until a test says so, and what it signs. */
public final class Authority {

    /** A key with what was signed for it. */
    public record Identity(PrivateKey key, X509Certificate certificate) {

        /** Without the key. */
        @Override
        public String toString() {
            return "Identity[" + certificate.getSubjectX500Principal() + "]";
        }
    }

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String ECDSA = "06082a8648ce3d040302";

    private final String name;
    private final Identity self;

    /** With a name that others may have, too. */
    public Authority(String name) throws GeneralSecurityException {
        this.name = name;
        KeyPair keys = keys("EC");
        self = new Identity(keys.getPrivate(), signed(keys, keys.getPrivate(), name, "", Duration.ofDays(1), true));
    }

    /** For a server of this name and 127.0.0.1, or a client. */
    public Identity issue(String dns) throws GeneralSecurityException {
        return issue(dns, "EC", Duration.ofDays(1));
    }

    /** The same for a key of another kind, or for a time that is over. */
    public Identity issue(String dns, String algorithm, Duration left) throws GeneralSecurityException {
        KeyPair keys = keys(algorithm);
        return new Identity(keys.getPrivate(), signed(keys, self.key, dns, dns, left, false));
    }

    /** Its certificate, as caFile wants it. */
    public String pem() throws GeneralSecurityException {
        return pem(self.certificate);
    }

    /** A certificate in PEM. */
    public static String pem(Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    /** Anything in PEM. */
    public static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    /** A PKCS#12 with this identity. */
    public static void save(Identity identity, Path file, String password) throws Exception {
        try (var out = Files.newOutputStream(file)) {
            store(identity, password).store(out, password.toCharArray());
        }
    }

    /** A listener on a free port of the loopback that shows this identity. */
    public static ServerSocket listener(Identity identity) throws Exception {
        return context(identity, null)
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    /** The same for clients that this authority knows, and no others. */
    public ServerSocket closedListener(Identity identity) throws Exception {
        SSLServerSocket listener = (SSLServerSocket) context(identity, self.certificate)
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(true);
        return listener;
    }

    private static SSLContext context(Identity identity, X509Certificate clients) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(identity, "any"), "any".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        if (clients != null) {
            known.setCertificateEntry("clients", clients);
        }
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), clients == null ? null : trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Identity identity, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("it", identity.key, password.toCharArray(), new Certificate[] {identity.certificate});
        return store;
    }

    private static KeyPair keys(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
        return generator.generateKeyPair();
    }

    private X509Certificate signed(
            KeyPair keys, PrivateKey by, String subject, String dns, Duration left, boolean authority)
            throws GeneralSecurityException {
        byte[] algorithm = sequence(hex(ECDSA));
        Instant end = Instant.now().plus(left);
        byte[] extension = authority
                ? sequence(hex("0603551d13"), hex("0101ff"), tagged(0x04, hex("30030101ff")))
                : sequence(
                        hex("0603551d11"),
                        tagged(
                                0x04,
                                sequence(
                                        tagged(0x82, dns.getBytes(StandardCharsets.US_ASCII)),
                                        tagged(0x87, new byte[] {127, 0, 0, 1}))));
        byte[] content = sequence(
                tagged(0xa0, hex("020102")),
                tagged(0x02, BigInteger.valueOf(System.nanoTime()).toByteArray()),
                algorithm,
                named(name),
                sequence(time(end.minus(Duration.ofDays(9))), time(end)),
                named(subject),
                keys.getPublic().getEncoded(),
                tagged(0xa3, sequence(extension)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(by);
        signature.update(content);
        byte[] whole = sequence(content, algorithm, tagged(0x03, joined(new byte[1], signature.sign())));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] named(String name) {
        byte[] text = tagged(0x0c, name.getBytes(StandardCharsets.UTF_8));
        return sequence(tagged(0x31, sequence(hex("0603550403"), text)));
    }

    private static byte[] time(Instant time) {
        return tagged(0x17, UTC_TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, joined(parts));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(content.length < 0x100 ? 0x81 : 0x82);
            if (content.length >= 0x100) {
                out.write(content.length >> 8);
            }
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
