// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.HashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of the metadata of a Secret that anybody may have made. */
class LeanMetaTest {

    private static final ObjectMapper PLAIN = new ObjectMapper();
    private static final ObjectMapper LEAN =
            new ObjectMapper().registerModule(new SimpleModule().addDeserializer(ObjectMeta.class, new LeanMeta()));

    private static ObjectMeta read(ObjectMeta meta) throws Exception {
        return LEAN.readValue(PLAIN.writeValueAsString(meta), ObjectMeta.class);
    }

    @Test
    void whatWeGoByIsKept() throws Exception {
        var meta = new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("app-apiaccess")
                .withUid("u-1")
                .withResourceVersion("17")
                .addToLabels("apiaccess.dev/managed-by", "apiaccess")
                .addToLabels("apiaccess.dev/grant", "app")
                .addToAnnotations("r1.apiaccess.dev/issued-at", "2026-01-01T00:00:00Z")
                .addToAnnotations("apiaccess.dev/rotate-requested-at", "1")
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("apiaccess.dev/v1alpha1")
                        .withKind("ApiKeyGrant")
                        .withName("app")
                        .withUid("g-1")
                        .build())
                .build();

        var kept = read(meta);

        assertThat(kept.getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getUid()).isEqualTo("g-1");
            assertThat(owner.getName()).as("nobody asks for it").isNull();
        });
        kept.setOwnerReferences(meta.getOwnerReferences());
        assertThat(kept).isEqualTo(meta);
    }

    @Test
    void nothingElseIsKeptHoweverMuchThereIs() throws Exception {
        var fat = "x".repeat(200_000);
        var many = new HashMap<String, String>();
        IntStream.range(0, 5_000).forEach(index -> many.put("example.com/l" + index, "v"));
        var meta = new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("app-apiaccess")
                .withLabels(many)
                .addToLabels("apiaccess.dev/grant", "app")
                .addToAnnotations("example.com/note", fat)
                .addToAnnotations("r1.apiaccess.dev/issued-at", fat)
                .addToAnnotations("r2.apiaccess.dev/issued-at", "2026-01-01T00:00:00Z")
                .withFinalizers(IntStream.range(0, 1_000)
                        .mapToObj(index -> "example.com/f" + index)
                        .toList())
                .withOwnerReferences(IntStream.range(0, 1_000)
                        .mapToObj(index -> new OwnerReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("ConfigMap")
                                .withName("c" + index)
                                .withUid("u" + index)
                                .build())
                        .toList())
                .addNewManagedField()
                .withManager(fat)
                .endManagedField()
                .build();

        var kept = read(meta);

        assertThat(kept.getLabels()).containsOnlyKeys("apiaccess.dev/grant");
        assertThat(kept.getAnnotations()).containsOnlyKeys("r2.apiaccess.dev/issued-at");
        assertThat(kept.getOwnerReferences()).hasSizeLessThanOrEqualTo(4);
        assertThat(PLAIN.writeValueAsString(kept)).hasSizeLessThan(2_000);
    }

    @Test
    void ownersAreKeptBrieflyHoweverLongTheyAre() throws Exception {
        var fat = "x".repeat(200_000);
        var meta = new ObjectMetaBuilder()
                .withName("app-apiaccess")
                .withOwnerReferences(
                        new OwnerReferenceBuilder()
                                .withApiVersion(fat)
                                .withKind(fat)
                                .withName(fat)
                                .withUid("g-1")
                                .build(),
                        new OwnerReferenceBuilder().withName("x").withUid(fat).build())
                .build();

        var kept = read(meta);

        assertThat(kept.getOwnerReferences()).as("somebody owns it").hasSize(2);
        assertThat(kept.getOwnerReferences().getFirst().getUid()).isEqualTo("g-1");
        assertThat(PLAIN.writeValueAsString(kept)).hasSizeLessThan(1_000);
    }

    @Test
    void ourOwnMarksAreBoundedToo() throws Exception {
        var marks = new HashMap<String, String>();
        IntStream.rangeClosed(1, 3_000).forEach(number -> marks.put("r" + number + ".apiaccess.dev/issued-at", "x"));

        marks.put("r1.apiaccess.dev/" + "x".repeat(100), "x");
        var kept = read(new ObjectMetaBuilder().withAnnotations(marks).build()).getAnnotations();

        assertThat(kept).hasSizeLessThanOrEqualTo(16);
        assertThat(kept.keySet()).allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(64));
    }
}
