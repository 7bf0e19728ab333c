using System.Collections.Immutable;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Clusters;

/// <summary>The real <c>kubectl</c>, pointed at a lab's API server.</summary>
/// <param name="lab">The lab whose end ends watches too.</param>
/// <param name="configuration">The kubeconfig file.</param>
public sealed class Kubectl(NetworkLab lab, string configuration)
{
    private int _watches;

    public string Configuration { get; } = configuration;

    public Task<CommandResult> RunAsync(CancellationToken cancellationToken, params ReadOnlySpan<string> arguments) =>
        Command([.. arguments]).RunAsync(cancellationToken);

    /// <summary>Runs it and returns what it wrote; an exit code other than zero is an exception.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken, params string[] arguments) =>
        (await RunAsync(cancellationToken, arguments)).EnsureSucceeded().Output;

    public async Task<string> ApplyTextAsync(string manifest, CancellationToken cancellationToken) =>
        (await TryApplyTextAsync(manifest, cancellationToken)).EnsureSucceeded().Output;

    /// <summary>Applies a manifest that may be refused.</summary>
    public Task<CommandResult> TryApplyTextAsync(string manifest, CancellationToken cancellationToken) =>
        (Command(["apply", "-f", "-"]) with { Input = manifest }).RunAsync(cancellationToken);

    /// <summary>
    /// Watches one object, and returns the first value of the JSONPath template that is wanted: the one there is, or
    /// the first that appears.
    /// </summary>
    /// <remarks>
    /// An object is watched as a list of one: of a single object kubectl reads the state, begins a watch without that
    /// state's version, and does not show the watch's first event, so that it never tells of a change between the two.
    /// </remarks>
    /// <param name="what">The resource, and a name or options.</param>
    /// <param name="template">What to show of the object.</param>
    /// <param name="wanted">Which value is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string> WatchAsync(
        ImmutableArray<string> what, string template, Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _watches);
        var watch = lab.Start(
            $"kubectl-watch-{number}",
            Command(["get", .. AsList(what), "--watch", "-o", $"jsonpath={template}{{\"\\n\"}}"]),
            machine: null);
        await using (watch)
        {
            return await watch.WaitForLineAsync(wanted, cancellationToken);
        }
    }

    private static ImmutableArray<string> AsList(ImmutableArray<string> what) => what is [var resource, var name, .. var options]
        && !name.StartsWith('-')
        ? [resource, "--field-selector", "metadata.name=" + name, .. options]
        : what;

    private CommandLine Command(ImmutableArray<string> arguments) =>
        // A cache in the lab: discovery that another lab left under the same port would be wrong here.
        new("kubectl", ["--kubeconfig", Configuration, "--cache-dir", Path.Combine(lab.Directory, "kubectl"), .. arguments]);
}
