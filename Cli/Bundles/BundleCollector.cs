using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Cli.CommandLine;
using MetalOrleans.Kubernetes.Client;

namespace MetalOrleans.Cli.Bundles;

/// <summary>
/// Collects a bundle: objects first, because they tell which words are secret, then logs and metrics. What cannot be had is
/// noted, and the rest is collected all the same.
/// </summary>
internal sealed class BundleCollector(
    KubernetesClient client, string inNamespace, int logLines, TextWriter? progress, TimeProvider time)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Redaction _redaction = new();
    private readonly List<string> _failures = [];
    private readonly List<(string File, JsonNode Node)> _objects = [];
    private int _asked;
    private int _total;
    private int _files;

    /// <summary>Writes the bundle to a stream, as tar in gzip.</summary>
    public async Task<BundleReport> CollectAsync(Stream destination, CancellationToken cancellationToken)
    {
        await using var compressed = new GZipStream(destination, CompressionLevel.Optimal, leaveOpen: true);
        await using var tar = new TarWriter(compressed, TarEntryFormat.Pax, leaveOpen: true);
        var objects = BundleItems.Objects(inNamespace);
        _total = objects.Length;
        foreach (var item in objects)
        {
            await AskForObjectAsync(item, cancellationToken);
        }

        // Each secret value is known before the first text is written.
        _objects.ForEach(entry => _redaction.Clean(entry.Node));
        foreach (var (file, node) in _objects)
        {
            await WriteAsync(tar, file, _redaction.Clean(node.ToJsonString(Readable)) + "\n", cancellationToken);
        }

        await CollectTextsAsync(tar, cancellationToken);
        await WriteAsync(tar, "errors.txt", _redaction.Clean(string.Concat(_failures.Select(line => line + "\n"))), cancellationToken);
        await WriteAsync(
            tar, "bundle.txt", $"kubectl-metal {VersionCommand.Text}, namespace {inNamespace}, {time.GetUtcNow():u}\n", cancellationToken);
        return new BundleReport(_files, _failures.Count);
    }

    private async Task AskForObjectAsync(BundleItem item, CancellationToken cancellationToken)
    {
        if (await AskAsync(item, cancellationToken) is not { } text)
        {
            return;
        }

        try
        {
            _objects.Add((item.File, JsonNode.Parse(text) ?? new JsonObject()));
        }
        catch (JsonException e)
        {
            _failures.Add($"{item.File}: {item.Path}: the answer is no JSON: {e.Message}");
        }
    }

    private async Task CollectTextsAsync(TarWriter tar, CancellationToken cancellationToken)
    {
        var pods = _objects.Where(entry => entry.File == "namespace/pods.json").Select(entry => entry.Node).FirstOrDefault();
        ImmutableArray<BundleItem> texts = pods is null ? [] : [.. BundleItems.OfPods(pods, logLines)];
        _total += texts.Length;
        foreach (var item in texts)
        {
            if (await AskAsync(item, cancellationToken) is { } text)
            {
                await WriteAsync(tar, item.File, _redaction.Clean(text), cancellationToken);
            }
        }
    }

    private async Task<string?> AskAsync(BundleItem item, CancellationToken cancellationToken)
    {
        _asked++;
        if (progress is not null)
        {
            await progress.WriteLineAsync($"[{_asked}/{_total}] {item.File}");
        }

        try
        {
            return await client.GetTextAsync(item.Path, cancellationToken);
        }
        catch (Exception e) when (e is KubernetesApiException or HttpRequestException or TimeoutException)
        {
            _failures.Add($"{item.File}: {e.Message}");
            return null;
        }
    }

    private async Task WriteAsync(TarWriter tar, string file, string text, CancellationToken cancellationToken)
    {
        _files++;
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var entry = new PaxTarEntry(TarEntryType.RegularFile, "metallb-bundle/" + file)
        {
            DataStream = content,
            ModificationTime = time.GetUtcNow(),
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await tar.WriteEntryAsync(entry, cancellationToken);
    }
}
