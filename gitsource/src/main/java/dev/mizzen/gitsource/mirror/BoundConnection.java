package dev.mizzen.gitsource.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.URL;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/** A connection that drops credentials unless it goes to their origin. */
final class BoundConnection implements HttpConnection {
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

    private final HttpConnection connection;
    private final boolean trusted;
    private final Answer answer;
    private final Budget budget;

    BoundConnection(HttpConnection connection, boolean trusted, Answer answer, Budget budget) {
        this.connection = connection;
        this.trusted = trusted;
        this.answer = answer;
        this.budget = budget;
    }

    @Override
    public void setRequestProperty(String name, String value) {
        if (trusted || !CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))) {
            connection.setRequestProperty(name, value);
        }
    }

    @Override
    public int getResponseCode() throws IOException {
        int status = connection.getResponseCode();
        answer.answered(status);
        return status;
    }

    @Override
    public URL getURL() {
        return connection.getURL();
    }

    @Override
    public @Nullable String getResponseMessage() throws IOException {
        return connection.getResponseMessage();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return connection.getHeaderFields();
    }

    @Override
    public void setRequestMethod(String method) throws ProtocolException {
        connection.setRequestMethod(method);
    }

    @Override
    public void setUseCaches(boolean use) {
        connection.setUseCaches(use);
    }

    @Override
    public void setConnectTimeout(int milliseconds) {
        connection.setConnectTimeout(milliseconds);
    }

    @Override
    public void setReadTimeout(int milliseconds) {
        connection.setReadTimeout(milliseconds);
    }

    @Override
    public @Nullable String getContentType() {
        return connection.getContentType();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return budget.timed(connection.getInputStream());
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        return connection.getHeaderField(name);
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return connection.getHeaderFields(name);
    }

    @Override
    public int getContentLength() {
        return connection.getContentLength();
    }

    @Override
    public void setInstanceFollowRedirects(boolean follow) {
        connection.setInstanceFollowRedirects(follow);
    }

    @Override
    public void setDoOutput(boolean output) {
        connection.setDoOutput(output);
    }

    @Override
    public void setFixedLengthStreamingMode(int length) {
        connection.setFixedLengthStreamingMode(length);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return connection.getOutputStream();
    }

    @Override
    public void setChunkedStreamingMode(int length) {
        connection.setChunkedStreamingMode(length);
    }

    @Override
    public String getRequestMethod() {
        return connection.getRequestMethod();
    }

    @Override
    public boolean usingProxy() {
        return connection.usingProxy();
    }

    @Override
    public void connect() throws IOException {
        connection.connect();
    }

    @Override
    public void configure(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted, @Nullable SecureRandom random)
            throws NoSuchAlgorithmException, KeyManagementException {
        connection.configure(keys, trusted, random);
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) throws NoSuchAlgorithmException, KeyManagementException {
        connection.setHostnameVerifier(verifier);
    }
}
