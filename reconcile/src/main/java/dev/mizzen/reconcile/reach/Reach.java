package dev.mizzen.reconcile.reach;

import dev.mizzen.gitsource.snapshot.SourceName;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Which hosts the repository of a source may make the daemon speak with. Pure.
 *
 * @param hosts those that the operator named; the first that covers an address counts
 * @param onlyListed whether there are no others; else every host with public addresses may be asked by HTTPS, without a login
 */
public record Reach(List<Host> hosts, boolean onlyListed) {
    /** Public hosts by HTTPS. */
    public static final Reach PUBLIC = new Reach(List.of(), false);

    public Reach {
        hosts = List.copyOf(hosts);
    }

    /** Whether an address may be asked, before its name is resolved. */
    sealed interface Decision {
        /** By what the operator said of the host. */
        record Listed(Host host) implements Decision {}

        /** As long as its addresses are public. */
        record IfPublic() implements Decision {}

        record Refused(String why) implements Decision {}
    }

    Decision decide(SourceName source, URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return new Decision.Refused("expected https://, found " + scheme + "://");
        }
        if (uri.getHost() == null) {
            return new Decision.Refused("expected the name of a host after " + scheme + "://");
        }
        if (uri.getRawUserInfo() != null) {
            return new Decision.Refused(
                    "a user or password does not belong into an address: it goes to mizzen.yaml," + " artifacts.hosts");
        }
        Optional<Host> listed =
                hosts.stream().filter(host -> host.covers(source, uri)).findFirst();
        if (listed.isPresent() && scheme.equals("http") && !listed.get().plain()) {
            return new Decision.Refused(
                    "http:// is spoken only with hosts that have \"plainHttp: true\" in mizzen.yaml,"
                            + " artifacts.hosts");
        }
        if (listed.isPresent()) {
            return new Decision.Listed(listed.get());
        }
        String place = Host.hostOf(uri) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        if (onlyListed || scheme.equals("http")) {
            return new Decision.Refused("the host " + place + " is not among artifacts.hosts of mizzen.yaml"
                    + (onlyListed ? "" : ", and only those are spoken with by http://"));
        }
        return new Decision.IfPublic();
    }

    /** Whether packets to the address leave this machine and its networks. */
    static boolean isPublic(InetAddress address) {
        if (isNear(address) || address.isSiteLocalAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address four -> isPublicFour(bytes);
            case Inet6Address six -> isPublicSix(bytes);
            default -> false;
        };
    }

    /** Whether the address means this machine, its link, a group, or nobody. */
    static boolean isNear(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress();
    }

    /** But for 0/8, 100.64/10 (carriers), 192.0.0/24, 192.0.2/24, 198.18/15, 198.51.100/24, 203.0.113/24, 240/4 (RFC 6890). */
    private static boolean isPublicFour(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        int third = bytes[2] & 0xff;
        return first != 0
                && first < 240
                && !(first == 100 && second >= 64 && second < 128)
                && !(first == 192 && second == 0 && (third == 0 || third == 2))
                && !(first == 198 && (second == 18 || second == 19 || (second == 51 && third == 100)))
                && !(first == 203 && second == 0 && third == 113);
    }

    /** Only global unicast, 2000::/3, but for what wraps another address (6to4, Teredo) and 2001:db8::/32. */
    private static boolean isPublicSix(byte[] bytes) {
        int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
        int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        return (first & 0xe000) == 0x2000 && first != 0x2002 && !(first == 0x2001 && (second == 0 || second == 0x0db8));
    }
}
