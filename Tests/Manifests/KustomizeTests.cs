using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Manifests;

/// <summary>O-110, O-111: the plain manifests, and the files of one piece that are made of them.</summary>
public sealed class KustomizeTests
{
    public static TheoryData<string, string> Overlays => ManifestTree.Overlays;

    [ToolTheory("kubectl")]
    [MemberData(nameof(Overlays))]
    public async Task The_committed_rendering_is_what_the_overlay_makes(string overlay, string file)
    {
        var rendered = await new CommandLine("kubectl", ["kustomize", ManifestTree.PathOf("overlays", overlay)]).RunAsync(default);

        Assert.True(
            rendered.EnsureSucceeded().Output == await File.ReadAllTextAsync(ManifestTree.PathOf(file)),
            $"manifests/{file} is not what overlays/{overlay} makes: run `make manifests`.");
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_rendering_is_whole_and_names_each_object_once(string overlay, string file)
    {
        var objects = ManifestTree.Rendered(file);

        Assert.NotEmpty(overlay);
        Assert.Equal(objects.Count, objects.Select(one => one.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(CrdFiles.All.Count, objects.Count(one => one.Kind == "CustomResourceDefinition"));
        objects.The("Namespace", "metallb-system");
        objects.The("Deployment", "controller");
        objects.The("DaemonSet", "speaker");
    }

    [Fact]
    [Trait("Ref", "O-111")]
    public void Pods_carry_the_labels_of_both_packagings()
    {
        foreach (var (kind, name) in new[] { ("Deployment", "controller"), ("DaemonSet", "speaker") })
        {
            var labels = ManifestTree.Default.The(kind, name).Body["spec"]!["template"]!["metadata"]!["labels"]!;
            Assert.Equal("metallb", (string)labels["app"]!);
            Assert.Equal(name, (string)labels["component"]!);
            Assert.Equal(name, (string)labels["app.kubernetes.io/component"]!);
        }
    }

    [Fact]
    public void One_object_a_file_named_for_it()
    {
        var files = Directory.GetFiles(ManifestTree.PathOf("base"), "*.yaml")
            .Concat(Directory.GetDirectories(ManifestTree.PathOf("overlays")).SelectMany(folder => Directory.GetFiles(folder, "*.yaml")))
            .Where(file => Path.GetFileName(file) != "kustomization.yaml");
        Assert.All(files, file =>
        {
            var only = Assert.Single(ManifestObject.ReadAll(File.ReadAllText(file)));
            Assert.Equal($"{only.Kind.ToLowerInvariant()}-{only.Name.Replace("metallb-system:", "", StringComparison.Ordinal)}.yaml", Path.GetFileName(file));
        });
    }
}
