package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.report.Masked;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Provenance;
import dev.mizzen.reconcile.render.Provenance.Written;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Application.Trait;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that a delivery is made of, each with its place. */
final class Ingredients {
    private static final int LONGEST_VALUE = 60;
    private static final String ABSENT = "absent";
    private static final String NO_VALUE = "";

    private Ingredients() {}

    /** A file, a definition, a value or a target; {@code line} and {@code column} are absent for a whole file. */
    record Ingredient(
            String what,
            String value,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable Integer column) {
        private static Ingredient at(String what, String value, Position at) {
            return new Ingredient(what, value, at.file(), at.line(), at.column());
        }

        private String where() {
            if (file == null) {
                return "";
            }
            return line == null ? file : file + ":" + line + ":" + column;
        }
    }

    static List<Ingredient> of(Workbench bench, Deliver delivery) throws Rejected {
        List<Ingredient> all = new ArrayList<>(files(delivery));
        for (Unit unit : bench.units(delivery)) {
            String target = "cluster " + unit.cluster() + ", namespace " + unit.namespace();
            Optional<Position> at = delivery.environment().placement().position();
            String what = "target of " + unit.component().name();
            all.add(at.map(position -> Ingredient.at(what, target, position))
                    .orElse(new Ingredient(what, target, null, null, null)));
        }
        for (Component component : delivery.application().components()) {
            all.addAll(component(bench, delivery, component));
        }
        return all;
    }

    static Table table(List<Ingredient> all) {
        Table table = new Table("WHAT", "VALUE", "WHERE");
        all.forEach(one -> table.row(one.what(), shortened(one.value()), one.where()));
        return table;
    }

    private static List<Ingredient> files(Deliver delivery) {
        String environment = "environments/" + delivery.id().environment() + "/";
        Snapshot base = delivery.base();
        return delivery.reads().entrySet().stream()
                .filter(read -> !read.getValue().equals(ABSENT))
                .map(Map.Entry::getKey)
                .filter(path -> base.entry(path).orElse(null) instanceof Entry.File)
                .map(path -> new Ingredient(role(path, environment), NO_VALUE, path, null, null))
                .sorted(Comparator.comparing(Ingredient::what).thenComparing(Ingredient::where))
                .toList();
    }

    private static String role(String path, String environment) {
        if (!path.startsWith(environment)) {
            return "base";
        }
        return path.startsWith(environment + "environment.") ? "environment" : "overlay";
    }

    private static List<Ingredient> component(Workbench bench, Deliver delivery, Component component) throws Rejected {
        List<Ingredient> all = new ArrayList<>();
        all.add(Ingredient.at("component " + component.name(), component.type(), component.position()));
        all.add(definition(bench, delivery, Kind.COMPONENT, component.type(), component.position()));
        for (Trait trait : component.traits()) {
            all.add(Ingredient.at("trait of " + component.name(), trait.type(), trait.typePosition()));
            all.add(definition(bench, delivery, Kind.TRAIT, trait.type(), trait.typePosition()));
        }
        Set<Position> secret =
                component.properties().map(SecretValues::positions).orElse(Set.of());
        for (Written written : Provenance.written(component)) {
            Position at = written.value().position();
            String value = secret.contains(at) ? Masked.MASK : text(written.value());
            all.add(Ingredient.at(component.name() + ": " + written.input().path(), value, at));
        }
        return all;
    }

    private static Ingredient definition(Workbench bench, Deliver delivery, Kind kind, String type, Position user)
            throws Rejected {
        Definition definition = bench.definition(delivery, kind, type, user);
        return Ingredient.at("definition", kind.wire() + " " + definition.name(), definition.position());
    }

    private static String text(Value value) {
        return value instanceof Value.Text text
                ? text.text()
                : Values.toJson(value).toString();
    }

    private static String shortened(String value) {
        String line = value.replaceAll("\\s+", " ").replace("@|", "@ |");
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 1) + "…";
    }
}
