package dev.mizzen.gitsource.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts what the platform trusts and, beside that, some certificates of one's own. */
final class ExtraTrust implements X509TrustManager {
    private final X509TrustManager platform;
    private final X509TrustManager extra;

    private ExtraTrust(X509TrustManager platform, X509TrustManager extra) {
        this.platform = platform;
        this.extra = extra;
    }

    /** @param pem one or more certificates */
    static ExtraTrust of(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)))) {
            store.setCertificateEntry("extra-" + number++, certificate);
        }
        return new ExtraTrust(trusting(null), trusting(store));
    }

    private static X509TrustManager trusting(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the platform has no X.509 trust manager");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        try {
            extra.checkServerTrusted(chain, type);
        } catch (CertificateException own) {
            platform.checkServerTrusted(chain, type);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return Stream.of(extra.getAcceptedIssuers(), platform.getAcceptedIssuers())
                .flatMap(Stream::of)
                .toArray(X509Certificate[]::new);
    }
}
