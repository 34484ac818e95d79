// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ServedMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExportTextTest {

    @Test
    void whatAuthorizersAskIsReadWhole() {
        var definition = new Authorizer(
                "check",
                "TOKEN",
                "arn:f",
                "arn:r",
                new TreeSet<>(Set.of("a", "b")),
                7,
                new TreeSet<>(Set.of("p")),
                "^B.+");
        var key = new MethodKey("/orders", "GET");
        var deployed = new DeployedApi(
                Map.of(key, new ServedMethod("CUSTOM", false)),
                Optional.empty(),
                Map.of(key, new DeployedAuthorizer(definition, new TreeSet<>(Set.of("orders/read")))));

        assertThat(ExportText.read(ExportText.write(deployed))).contains(deployed);
    }

    private static byte[] packed(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    @Property(tries = 200)
    void whatWasWrittenIsRead(@ForAll Map<String, Boolean> methods, @ForAll Optional<String> policy) {
        var served = new HashMap<MethodKey, ServedMethod>();
        methods.forEach(
                (text, key) -> served.put(new MethodKey("/" + sound(text), "GET"), new ServedMethod(sound(text), key)));
        var deployed = new DeployedApi(served, policy.map(ExportTextTest::sound));

        assertThat(ExportText.read(ExportText.write(deployed))).contains(deployed);
        assertThat(ExportText.write(deployed)).isEqualTo(ExportText.write(deployed));
    }

    /** Half of a pair of characters has no form in UTF-8. */
    private static String sound(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsAnythingElseIsNothing() {
        for (var text : List.of(
                "",
                "[]",
                "{\"version\": 2, \"methods\": []}",
                "{\"version\": 1}",
                "{\"version\": 1, \"methods\": [{\"path\": \"/a\", \"verb\": \"GET\"}]}",
                "{\"version\": 1, \"methods\": [{\"path\": \"/a\", \"verb\": \"GET\", \"authorization\": 1, \"keyRequired\": false}]}",
                "{\"version\": 1, \"methods\": [{\"path\": \"/a\", \"verb\": \"GET\", \"authorization\": \"NONE\", \"keyRequired\": \"no\"}]}",
                "{\"version\": 1, \"methods\": [], \"policy\": {}}",
                "{\"version\": 1, \"methods\": [], \"policy\": null}",
                "{\"version\": 1, \"methods\": [], \"authorizers\": [{}]}")) {
            assertThat(ExportText.read(packed(text))).as(text).isEmpty();
        }
        assertThat(ExportText.read(new byte[] {1, 2, 3})).isEmpty();
        assertThat(ExportText.read(packed("{\"version\": 1, \"methods\": []}"))).isPresent();
    }

    @Test
    void whatUnpacksToTooMuchIsNothing() {
        assertThat(ExportText.read(packed(" ".repeat(9_000_000) + "{\"version\": 1, \"methods\": []}")))
                .isEmpty();
    }
}
