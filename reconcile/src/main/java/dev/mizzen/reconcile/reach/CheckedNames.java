package dev.mizzen.reconcile.reach;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/** Resolves names and lets only addresses of one kind through: the connection is made to what this answers. */
final class CheckedNames implements DnsResolver {
    private final Predicate<InetAddress> allowed;

    CheckedNames(Predicate<InetAddress> allowed) {
        this.allowed = allowed;
    }

    /** A name leads to an address that may not be asked. */
    static final class NotPublic extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotPublic(String message) {
            super(message);
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        InetAddress[] good = Arrays.stream(all).filter(allowed).toArray(InetAddress[]::new);
        if (good.length == 0) {
            throw new NotPublic("the host " + host + " has the address " + all[0].getHostAddress()
                    + ", which is not public; a host of our own networks must be among artifacts.hosts of mizzen.yaml");
        }
        return good;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
