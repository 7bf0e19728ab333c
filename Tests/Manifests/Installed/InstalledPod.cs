using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Tests.Manifests.Installed;

/// <summary>
/// A pod of a rendered workload, run as a kubelet and a container engine would, but for the image: its arguments, its environment,
/// its files in a mount namespace of its own, its user and its capabilities, all read from the rendering.
/// </summary>
/// <param name="Workload">The Deployment or DaemonSet.</param>
/// <param name="Name">The pod's name.</param>
/// <param name="Node">The node's name.</param>
/// <param name="Address">The pod's address.</param>
/// <param name="Machine">The network namespace that it is in.</param>
internal sealed record InstalledPod(ManifestObject Workload, string Name, string Node, string Address, LabNamespace Machine)
{
    // What is hidden by the pod's own files is bound first, so that it can still be read.
    private const string Enter =
        """
        set -e; files=$1; program=$2; shift 2
        mount -t tmpfs -o mode=755 none /mnt; mkdir /mnt/files /mnt/app
        mount --bind "$files" /mnt/files; mount --bind "$program" /mnt/app
        mount -t tmpfs -o mode=755 none /run; mount -t tmpfs -o mode=755 none /var/lib
        mkdir -m 777 /var/lib/metalorleans
        mount -t overlay overlay -o lowerdir=/mnt/files/etc:/etc /etc
        cp -r /mnt/files/run/. /run/; chmod -R a+rX /run; cd /
        exec "$@"
        """;

    /// <summary>The content of the pod's files, by their path in the pod.</summary>
    public ImmutableDictionary<string, string> Files { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the kubelet sets besides what the workload asks for: where the API server is.</summary>
    public ImmutableDictionary<string, string> Given { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The mount path of a volume that a test chooses by its definition.</summary>
    public string MountPath(Func<JsonNode, bool> isWanted)
    {
        var volume = (string)Workload.PodSpec["volumes"]!.AsArray().Single(found => isWanted(found!))!["name"]!;
        return (string)Workload.Container["volumeMounts"]!.AsArray().Single(mount => (string)mount!["name"]! == volume)!["mountPath"]!;
    }

    /// <summary>What the kubelet would ask, as curl's argument.</summary>
    public string ProbeUrl(string probe)
    {
        var get = Workload.Container[probe]!["httpGet"]!;
        var port = get["port"]!.ToString();
        var named = Workload.Container["ports"]!.AsArray().FirstOrDefault(found => (string)found!["name"]! == port);
        return $"http://{(string?)get["host"] ?? Address}:{(named is null ? port : named["containerPort"]!.ToString())}{get["path"]}";
    }

    /// <summary>The command that runs the pod's program.</summary>
    /// <param name="directory">Where the pod's files are put.</param>
    /// <param name="program">The program, in place of the image's entry point.</param>
    public CommandLine Compose(string directory, string program)
    {
        foreach (var part in new[] { "etc", "run" })
        {
            Directory.CreateDirectory(Path.Combine(directory, part));
        }

        foreach (var (path, content) in Files)
        {
            // /var/run is a link to /run.
            var inside = path.StartsWith("/var/run/", StringComparison.Ordinal) ? path["/var".Length..] : path;
            var file = directory + inside;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }

        return new CommandLine(
            "unshare",
            [
                "--mount", "--propagation", "private", "sh", "-c", Enter, "sh", directory, Path.GetDirectoryName(program)!,
                .. Confinement(), "/mnt/app/" + Path.GetFileName(program), .. Workload.Arguments,
            ])
        {
            Environment = Given.AddRange(Environment()),
        };
    }

    /// <summary>User and capabilities, as the container's and the pod's security contexts say.</summary>
    private IEnumerable<string> Confinement()
    {
        var container = Workload.Container["securityContext"]!;
        var user = (container["runAsUser"] ?? Workload.PodSpec["securityContext"]!["runAsUser"]!).ToString();
        var added = container["capabilities"]!["add"]?.AsArray().Select(name => ",+" + ((string)name!).ToLowerInvariant()) ?? [];
        string[] identity = user == "0" ? [] : ["--reuid", user, "--regid", user, "--clear-groups"];
        return ["setpriv", .. identity, "--bounding-set", "-all" + string.Concat(added), "--inh-caps", "-all", "--no-new-privs"];
    }

    private IEnumerable<KeyValuePair<string, string>> Environment()
    {
        yield return KeyValuePair.Create("DOTNET_EnableDiagnostics", "0");
        foreach (var variable in Workload.Container["env"]!.AsArray())
        {
            var name = (string)variable!["name"]!;
            yield return KeyValuePair.Create(name, variable["value"] is { } value ? (string)value! : Field((string)variable["valueFrom"]!["fieldRef"]!["fieldPath"]!));
        }
    }

    private string Field(string path) => path switch
    {
        "metadata.namespace" => Workload.Namespace,
        "metadata.name" => Name,
        "spec.nodeName" => Node,
        "status.podIP" => Address,
        _ => throw new ArgumentOutOfRangeException(nameof(path), path, "no kubelet of this test knows the field"),
    };
}
