// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.cli.Expectation.Circumstances;
import dev.apiaccess.cli.Expectation.Place;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads a file of tests: YAML, its nodes with their lines, texts as they are written (no day becomes a date). What it does not understand it
 * refuses with {@link Unanswerable}, which names the line. Its form is in docs/commands/test.md.
 */
final class TestsFile {

    private static final String NEXT = "name a file of tests (docs/commands/test.md)";

    private final String file;
    private @Nullable String api;
    private @Nullable String stage;

    private TestsFile(String file) {
        this.file = file;
    }

    static List<Expectation> read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                throw new Unanswerable(Code.FILE_NOT_READABLE, path + " is a directory", NEXT);
            }
            return parse(String.valueOf(path.getFileName()), Files.readString(path));
        } catch (NoSuchFileException e) {
            throw new Unanswerable(Code.FILE_NOT_FOUND, "there is no file " + path, NEXT);
        } catch (CharacterCodingException e) {
            throw new Unanswerable(Code.NO_YAML, path + " is not UTF-8", NEXT);
        } catch (IOException e) {
            throw new Unanswerable(
                    Code.FILE_NOT_READABLE, "cannot read " + path + ": " + e.getMessage(), "see who may read the file");
        }
    }

    /** @param file what messages call it */
    static List<Expectation> parse(String file, String text) {
        return new TestsFile(file).expectations(compose(file, text));
    }

    private static Node compose(String file, String text) {
        try {
            var node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (node == null) {
                throw new Unanswerable(Code.NO_TESTS, file + " is empty", "write tests into it: a list below 'tests:'");
            }
            return node;
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new Unanswerable(
                    Code.NO_YAML,
                    file + (mark == null ? "" : " line " + (mark.getLine() + 1)) + " is no YAML: " + e.getProblem(),
                    "mend that line; between [ and ] a path with { } needs quotes: ['GET /orders/{id}']");
        } catch (YAMLException e) {
            throw new Unanswerable(Code.NO_YAML, file + " is no YAML: " + e.getMessage(), NEXT);
        }
    }

    private List<Expectation> expectations(Node root) {
        if (!(root instanceof MappingNode top)) {
            throw wrong(root, "the file is no mapping", "'tests:' with a list below");
        }
        Node tests = null;
        for (var tuple : top.getValue()) {
            var name = name(tuple);
            switch (name) {
                case "tests" -> tests = tuple.getValueNode();
                case "api" -> api = text(tuple.getValueNode(), name);
                case "stage" -> stage = text(tuple.getValueNode(), name);
                default ->
                    throw wrong(tuple.getKeyNode(), "'" + name + "' is no field of the file", "tests, api or stage");
            }
        }
        if (!(tests instanceof SequenceNode list) || list.getValue().isEmpty()) {
            throw new Unanswerable(
                    Code.NO_TESTS, file + " has no tests", "write them as a list below 'tests:': - " + Sentence.FORM);
        }
        var all = new ArrayList<Expectation>();
        list.getValue().forEach(node -> all.addAll(entry(node)));
        return all;
    }

    private List<Expectation> entry(Node node) {
        var fields = new EntryFields(file, line(node));
        switch (node) {
            case ScalarNode sentence -> Sentence.read(sentence.getValue(), fields);
            case MappingNode mapping ->
                mapping.getValue().forEach(tuple -> field(name(tuple), tuple.getValueNode(), fields));
            default -> throw wrong(node, "a test is no list", Sentence.FORM);
        }
        return expectations(fields);
    }

    /** Texts are taken as written; what may be several is a text or a list of texts, conditions also a mapping. */
    private void field(String name, Node value, EntryFields fields) {
        switch (value) {
            case ScalarNode _ -> fields.add(name, text(value, name), line(value));
            case SequenceNode list -> list.getValue().forEach(one -> fields.add(name, text(one, name), line(one)));
            case MappingNode mapping
            when name.equals("with") ->
                mapping.getValue()
                        .forEach(pair -> fields.add(name, name(pair) + "=" + text(pair.getValueNode(), name)));
            default -> throw wrong(value, name + " is a mapping", "a text or a list of texts");
        }
    }

    private List<Expectation> expectations(EntryFields fields) {
        if (fields.all("who").isEmpty()) {
            throw fields.wrong("who is missing", "who: role/<path/name>, user/<path/name>, anybody or nobody");
        }
        if (fields.all("may").isEmpty() && fields.all("mayNot").isEmpty()) {
            throw fields.wrong("may and mayNot are missing", "may: GET /orders, or a list of such");
        }
        var all = new ArrayList<Expectation>();
        for (var who : fields.all("who")) {
            if (!who.equals(Expectation.NOBODY) && !fields.all("except").isEmpty()) {
                throw fields.wrong("except is said of " + who, "except only for nobody");
            }
            if (who.equals(Expectation.NOBODY) && !fields.all("mayNot").isEmpty()) {
                throw fields.wrong("nobody may not is everybody may", "'nobody may', or names");
            }
            var may = !who.equals(Expectation.NOBODY);
            fields.said("may").forEach(call -> all.add(expectation(fields, who, may, call)));
            fields.said("mayNot").forEach(call -> all.add(expectation(fields, who, false, call)));
        }
        return all;
    }

    private Expectation expectation(EntryFields fields, String who, boolean may, EntryFields.Said call) {
        var given = new Given(
                "",
                (name, value, wanted) -> EntryFields.wrong(file, call.line(), name + " is '" + value + "'", wanted));
        var words = call.text().strip().split("\\s+", -1);
        if (words.length != 2) {
            throw EntryFields.wrong(
                    file, call.line(), "'" + call.text() + "' is no call", "a verb and a path: GET /orders");
        }
        return new Expectation(
                call.line(),
                who,
                may,
                given.verb(words[0]),
                given.path(words[1]),
                new Place(fields.one("api").orElse(api), fields.one("stage").orElse(stage)),
                circumstances(fields, given),
                fields.all("except"),
                fields.flag("orUnknown"));
    }

    private static Circumstances circumstances(EntryFields fields, Given given) {
        var words = new StringBuilder();
        fields.one("from").ifPresent(from -> {
            given.from(from);
            words.append(" from ").append(from);
        });
        fields.one("at").ifPresent(at -> {
            given.at(at);
            words.append(" at ").append(at);
        });
        if (fields.one("mfa").isPresent()) {
            var mfa = fields.flag("mfa");
            given.mfa(mfa);
            words.append(mfa ? " with mfa" : " with aws:MultiFactorAuthPresent=false");
        }
        fields.all("with").forEach(pair -> {
            given.with(pair);
            words.append(" with ").append(pair);
        });
        Optional<String> key = fields.one("key");
        key.ifPresent(name -> words.append(" key ").append(name));
        return new Circumstances(given.keys(), key.orElse(null), words.toString());
    }

    private String name(NodeTuple tuple) {
        return text(tuple.getKeyNode(), "a name");
    }

    private String text(Node node, String name) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        throw wrong(node, name + " has no text", "a text");
    }

    private Unanswerable wrong(Node node, String problem, String wanted) {
        return EntryFields.wrong(file, line(node), problem, wanted);
    }

    private static int line(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }
}
