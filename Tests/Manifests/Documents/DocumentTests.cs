namespace MetalOrleans.Tests.Manifests.Documents;

/// <summary>Pages that are made of the manifests are what the manifests say. <c>make docs</c> writes them.</summary>
public sealed class DocumentTests
{
    /// <summary>Set by <c>make docs</c>: write the pages instead of comparing them.</summary>
    private const string Write = "METALORLEANS_WRITE_DOCS";

    [Fact]
    public void The_reference_is_what_the_custom_resources_say() =>
        AssertCurrent("reference.md", _ => ReferencePage.Compose(CrdFiles.All.Values));

    [Fact]
    public void The_table_of_values_is_what_the_chart_has()
    {
        var values = File.ReadAllText(Path.Combine(ManifestTree.Chart, "values.yaml"));
        AssertCurrent("install.md", page => ValuesTable.Insert(page, values));
    }

    [Theory]
    [InlineData("manifests/charts/metalorleans/charts/crds/Chart.yaml", "version: {0}")]
    [InlineData("manifests/charts/metalorleans/Chart.yaml", "version: {0}")]
    [InlineData("manifests/charts/metalorleans/Chart.yaml", "appVersion: v{0}")]
    [InlineData("manifests/base/kustomization.yaml", "newTag: v{0}")]
    [InlineData("Makefile", "IMAGE_TAG     ?= v{0}")]
    public void One_version_stands_everywhere(string file, string expected)
    {
        var properties = File.ReadAllText(Path.Combine(ManifestTree.Repository, "Directory.Build.props"));
        var version = properties.Split("<Version>")[1].Split("</Version>")[0];

        Assert.Contains(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, version) + "\n",
            File.ReadAllText(Path.Combine(ManifestTree.Repository, file)),
            StringComparison.Ordinal);
    }

    private static void AssertCurrent(string page, Func<string, string> compose)
    {
        var path = Path.Combine(ManifestTree.Repository, "docs", page);
        var committed = File.Exists(path) ? File.ReadAllText(path) : "";
        var composed = compose(committed);
        if (Environment.GetEnvironmentVariable(Write) is { Length: > 0 })
        {
            File.WriteAllText(path, composed);
            return;
        }

        Assert.True(committed == composed, $"docs/{page} is not what the manifests say: run `make docs`.");
    }
}
