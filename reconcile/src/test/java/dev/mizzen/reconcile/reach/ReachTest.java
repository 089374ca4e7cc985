package dev.mizzen.reconcile.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SourceName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each file of {@code reach/} is a list of hosts and what it says of addresses. */
class ReachTest {
    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/reach"))) {
            for (Path file : files.sorted().toList()) {
                JsonNode told = new YAMLMapper().readTree(file.toFile());
                Reach reach = reach(told);
                told.path("asks")
                        .forEach(ask -> tests.add(DynamicTest.dynamicTest(
                                file.getFileName() + " " + ask.path("source").asString() + " "
                                        + ask.path("url").asString(),
                                () -> assertThat(decision(reach, ask))
                                        .isEqualTo(ask.path("is").asString()))));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "198.18.0.1",
                "::1",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "2002:7f00:1::",
                "64:ff9b::7f00:1",
                "2001::1"
            })
    void addressesThatAreNotPublic(String address) throws UnknownHostException {
        assertThat(Reach.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::200e"})
    void addressesThatArePublic(String address) throws UnknownHostException {
        assertThat(Reach.isPublic(InetAddress.getByName(address))).isTrue();
    }

    private static String decision(Reach reach, JsonNode ask) {
        return switch (reach.decide(
                new SourceName(ask.path("source").asString()),
                URI.create(ask.path("url").asString()))) {
            case Reach.Decision.Listed listed -> "listed " + listed.host().name();
            case Reach.Decision.IfPublic ignored -> "if public";
            case Reach.Decision.Refused ignored -> "refused";
        };
    }

    private static Reach reach(JsonNode told) {
        List<Host> hosts = new ArrayList<>();
        for (JsonNode host : told.path("hosts")) {
            Set<SourceName> sources = new HashSet<>();
            host.path("sources").forEach(name -> sources.add(new SourceName(name.asString())));
            hosts.add(new Host(
                    host.path("name").asString(),
                    host.has("port") ? Optional.of(host.path("port").asInt()) : Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    host.path("plain").asBoolean(false),
                    sources));
        }
        return new Reach(hosts, told.path("onlyListed").asBoolean());
    }
}
