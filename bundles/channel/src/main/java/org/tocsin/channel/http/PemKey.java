// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as PEM has them: RFC 7468, and the older forms of OpenSSL for RSA (PKCS#1) and EC (SEC1). */
final class PemKey {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final int LONG_FORM = 0x80;

    private PemKey() {}

    /** Whether a text is of this kind at all. */
    static boolean isPem(String text) {
        return text.contains("-----BEGIN ");
    }

    /** All certificates of a text, in their order. */
    static List<X509Certificate> certificates(String text) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).endsWith("CERTIFICATE")) {
                certificates.add((X509Certificate)
                        factory.generateCertificate(new ByteArrayInputStream(decoded(block.group(2)))));
            }
        }
        return certificates;
    }

    /**
     * The first key of a text.
     *
     * @param of whose key it is
     * @throws GeneralSecurityException says in words that go on after "is not" what it is not
     */
    static PrivateKey read(String text, PublicKey of) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String kind = block.group(1);
            String content = block.group(2);
            if (kind.equals("ENCRYPTED PRIVATE KEY") || content.contains("Proc-Type: 4,ENCRYPTED")) {
                throw new GeneralSecurityException("free of a password");
            }
            if (kind.endsWith("PRIVATE KEY")) {
                byte[] der = decoded(content);
                PrivateKey key = KeyFactory.getInstance(of.getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(kind.equals("PRIVATE KEY") ? der : wrapped(der, of)));
                if (!belong(key, of)) {
                    throw new GeneralSecurityException("the key of clientCertificate");
                }
                return key;
            }
        }
        throw new GeneralSecurityException("a private key in PEM");
    }

    /** PKCS#8 has the same name for the algorithm in front as the public key has. */
    private static byte[] wrapped(byte[] key, PublicKey of) {
        byte[] info = of.getEncoded();
        int start = 1 + lengthBytes(info, 1);
        int end = start + 1 + lengthBytes(info, start + 1) + length(info, start + 1);
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(VERSION_0);
        inner.write(info, start, end - start);
        inner.writeBytes(tagged(OCTETS, key));
        return tagged(SEQUENCE, inner.toByteArray());
    }

    private static int lengthBytes(byte[] der, int at) {
        int first = der[at] & 0xff;
        return first < LONG_FORM ? 1 : 1 + (first - LONG_FORM);
    }

    private static int length(byte[] der, int at) {
        int first = der[at] & 0xff;
        if (first < LONG_FORM) {
            return first;
        }
        int length = 0;
        for (int i = 1; i <= first - LONG_FORM; i++) {
            length = (length << Byte.SIZE) | (der[at + i] & 0xff);
        }
        return length;
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < LONG_FORM) {
            out.write(content.length);
        } else {
            // two bytes of length are enough for any key, and DER wants no more than are needed
            int high = content.length >> Byte.SIZE;
            out.write(high == 0 ? LONG_FORM + 1 : LONG_FORM + 2);
            if (high != 0) {
                out.write(high);
            }
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static boolean belong(PrivateKey key, PublicKey of) throws GeneralSecurityException {
        String algorithm = of.getAlgorithm().startsWith("RSA")
                ? "SHA256withRSA"
                : of.getAlgorithm().equals("EC") ? "SHA256withECDSA" : of.getAlgorithm();
        byte[] text = {1, 2, 3};
        Signature signs = Signature.getInstance(algorithm);
        signs.initSign(key);
        signs.update(text);
        Signature proves = Signature.getInstance(algorithm);
        proves.initVerify(of);
        proves.update(text);
        return proves.verify(signs.sign());
    }

    /** @throws IllegalArgumentException when it is no Base64 */
    private static byte[] decoded(String content) {
        return Base64.getMimeDecoder().decode(content);
    }
}
