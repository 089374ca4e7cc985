package dev.mizzen.reconcile.reach;

import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;

/** Makes the client for hosts of one kind: it follows nothing, remembers nothing and retries nothing by itself. */
final class Clients {
    private static final int MOST_HEADERS = 100;
    private static final int HEADER_CHARACTERS = 16 * 1024;

    private Clients() {}

    /** Which addresses are connected to, and whose certificates are believed. */
    record Trust(Names names, Optional<Path> ca) {
        static final Trust OF_PUBLIC = new Trust(Names.PUBLIC, Optional.empty());

        static Trust of(Host host) {
            return new Trust(host.isAddress() ? Names.ANY : Names.NO_LINK, host.ca());
        }
    }

    /** Kinds of addresses. */
    enum Names {
        /** Only those of the Internet. */
        PUBLIC,
        /** Not those where a cloud answers with the keys of the machine. */
        NO_LINK,
        /** For a host that is named by its address. */
        ANY;

        boolean allows(InetAddress address) {
            return switch (this) {
                case PUBLIC -> Reach.isPublic(address);
                case NO_LINK -> !address.isLinkLocalAddress() && !address.isMulticastAddress();
                case ANY -> true;
            };
        }
    }

    static CloseableHttpClient make(Trust trust, Web.Limits limits) throws Waiting {
        Timeout silence = Timeout.of(limits.silence());
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new CheckedNames(trust.names()::allows))
                .setMaxConnPerRoute(limits.perHost())
                .setMaxConnTotal(limits.all())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(silence).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(limits.connect()))
                        .setSocketTimeout(silence)
                        .build())
                .setConnectionFactory(org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(MOST_HEADERS)
                                .setMaxLineLength(HEADER_CHARACTERS)
                                .build())
                        .build());
        if (trust.ca().isPresent()) {
            connections.setTlsSocketStrategy(
                    new DefaultClientTlsStrategy(context(trust.ca().get())));
        }
        return HttpClients.custom()
                .setConnectionManager(connections.build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(silence)
                        .setResponseTimeout(silence)
                        .setRedirectsEnabled(false)
                        .build())
                .setUserAgent("mizzen")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .disableDefaultUserAgent()
                .build();
    }

    private static SSLContext context(Path ca) throws Waiting {
        try (InputStream pem = Files.newInputStream(ca)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            int count = 0;
            for (Certificate one : all) {
                trusted.setCertificateEntry("ca-" + count++, one);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new Waiting(new Obstacle.Denied(), "the certificate authorities in " + ca + " cannot be read", e);
        }
    }
}
