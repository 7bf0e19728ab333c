using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MetalOrleans.Tests.Manifests.Images;

/// <summary>
/// The Dockerfiles against the projects that they publish. They are not built here: what can be wrong in them without an engine noticing
/// is looked at line by line.
/// </summary>
public sealed partial class ImageTests
{
    [Theory]
    [InlineData("silo.Dockerfile", "Silo")]
    [InlineData("netagent.Dockerfile", "NetAgent")]
    public void The_entry_point_is_the_program_that_the_published_project_makes(string file, string project)
    {
        var lines = Lines(file);

        Assert.Equal(project, Published().Match(Assert.Single(lines, line => line.StartsWith("RUN ", StringComparison.Ordinal))).Groups["project"].Value);
        Assert.Equal(project, Property(project, "AssemblyName"));
        Assert.Equal($"ENTRYPOINT [\"/app/{project}\"]", lines[^1]);
    }

    [Theory]
    [InlineData("silo.Dockerfile")]
    [InlineData("netagent.Dockerfile")]
    public void Everything_that_is_copied_is_there_and_built_by_the_stage_that_it_is_copied_from(string file)
    {
        var lines = Lines(file);
        var run = Assert.Single(lines, line => line.StartsWith("RUN ", StringComparison.Ordinal));
        foreach (var copy in lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)))
        {
            var words = copy.Split(' ');
            if (words[1].StartsWith("--from=", StringComparison.Ordinal))
            {
                Assert.Contains($" AS {words[1]["--from=".Length..]}", lines[0], StringComparison.Ordinal);
                Assert.EndsWith(" -o " + words[2], run, StringComparison.Ordinal);
            }
            else
            {
                Assert.All(words[1..^1], source => Assert.True(Path.Exists(Path.Combine(ManifestTree.Repository, source)), source));
            }
        }

        // What the build on the host left would go into the build of the image.
        var ignored = File.ReadAllLines(Path.Combine(ManifestTree.Repository, ".dockerignore"));
        Assert.Contains("**/bin", ignored);
        Assert.Contains("**/obj", ignored);
    }

    // A program with its own runtime on the bare system, one without on ASP.NET's; neither has ICU's tables there.
    [Theory]
    [InlineData("silo.Dockerfile", "Silo", "/aspnet:")]
    [InlineData("netagent.Dockerfile", "NetAgent", "/runtime-deps:")]
    public void The_base_has_what_the_published_program_needs(string file, string project, string needed)
    {
        var lines = Lines(file);
        var run = Assert.Single(lines, line => line.StartsWith("RUN ", StringComparison.Ordinal));

        var last = lines.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal));
        Assert.Contains(needed, last, StringComparison.Ordinal);
        Assert.Equal(needed == "/aspnet:", run.Contains("--no-self-contained", StringComparison.Ordinal));
        Assert.Equal(needed == "/aspnet:" ? null : "true", Property(project, "SelfContained"));
        Assert.Equal("true", Property("Directory.Build.props", "InvariantGlobalization"));
        var framework = Property("Directory.Build.props", "TargetFramework")!["net".Length..];
        Assert.All(lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)), line => Assert.Contains($":{framework}", line, StringComparison.Ordinal));
        var sdk = (string)JsonNode.Parse(File.ReadAllText(Path.Combine(ManifestTree.Repository, "global.json")))!["sdk"]!["version"]!;
        Assert.StartsWith(framework + ".", sdk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silo.Dockerfile", "Silo", "Deployment", "controller")]
    [InlineData("netagent.Dockerfile", "NetAgent", "DaemonSet", "speaker")]
    public void Dockerfile_layout_and_manifest_agree_on_program_user_and_image(string file, string project, string kind, string workload)
    {
        var user = Assert.Single(Lines(file), line => line.StartsWith("USER ", StringComparison.Ordinal))["USER ".Length..];
        var pod = ManifestTree.Default.The(kind, workload);
        var security = pod.Container["securityContext"]!;
        var image = "metalorleans/" + project.ToLowerInvariant();

        var layout = Assert.Single(
            File.ReadAllLines(Path.Combine(ManifestTree.Repository, "Makefile")),
            line => line.Contains("images/oci-layout", StringComparison.Ordinal) && line.Contains($" {project} ", StringComparison.Ordinal));
        Assert.Contains($" {project} {user} $(ARTIFACTS)/images/", layout, StringComparison.Ordinal);
        Assert.Equal(user.Split(':')[0], (security["runAsUser"] ?? pod.PodSpec["securityContext"]!["runAsUser"]!).ToString());
        Assert.StartsWith(image + ":", (string)pod.Container["image"]!, StringComparison.Ordinal);
        Assert.Contains($"-t {image}:", File.ReadAllText(PathOf(file)), StringComparison.Ordinal);
        // The entry point is the image's: the arguments of the manifests are the program's alone.
        Assert.Null(pod.Container["command"]);
    }

    /// <summary>The instructions of a Dockerfile, each on one line, without comments.</summary>
    private static List<string> Lines(string file) =>
    [
        .. File.ReadAllText(PathOf(file)).Replace("\\\n", "", StringComparison.Ordinal).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#'),
    ];

    private static string PathOf(string file) => Path.Combine(ManifestTree.Repository, "images", file);

    /// <summary>The last value of a property in a project, or in a file of the repository.</summary>
    private static string? Property(string project, string name)
    {
        var file = project.EndsWith(".props", StringComparison.Ordinal) ? project : Path.Combine(project, project + ".csproj");
        return XDocument.Load(Path.Combine(ManifestTree.Repository, file)).Descendants(name).LastOrDefault()?.Value;
    }

    [GeneratedRegex(@"dotnet publish (?<project>\S+) -c Release -r ""\$rid""")]
    private static partial Regex Published();
}
