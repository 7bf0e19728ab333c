using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Security;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>
/// The files of a data directory: <c>objects/{group}_{plural}/{namespace}/{name}.json</c> and <c>revision</c>. A file
/// that cannot be read is reported, moved to <c>quarantine/</c>, and the others are kept.
/// </summary>
internal sealed partial class ObjectFiles(string root, ILogger logger)
{
    private const string Temporary = ".tmp";

    // File systems allow 255 bytes in a name; the rest is for the extensions.
    private const int NameLimit = 200;

    private string ObjectsRoot => Path.Combine(root, "objects");

    private string RevisionPath => Path.Combine(root, "revision");

    public long ReadRevision()
    {
        if (!File.Exists(RevisionPath))
        {
            return 0;
        }

        if (long.TryParse(File.ReadAllText(RevisionPath).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            return revision;
        }

        Quarantine(RevisionPath, "it holds no number");
        return 0;
    }

    public void WriteRevision(long revision)
    {
        PrivateFile.CreateFolder(root);
        Replace(RevisionPath, Encoding.ASCII.GetBytes(revision.ToString(CultureInfo.InvariantCulture)));
    }

    public IReadOnlyList<(StorageKey Collection, StoredObject Object)> Load()
    {
        var loaded = new List<(StorageKey Collection, StoredObject Object)>();
        if (!Directory.Exists(ObjectsRoot))
        {
            return loaded;
        }

        foreach (var folder in Directory.EnumerateDirectories(ObjectsRoot).Order(StringComparer.Ordinal))
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if (path.EndsWith(Temporary, StringComparison.Ordinal))
                {
                    // A write that a crash cut short; the file it was to replace is still whole.
                    File.Delete(path);
                }
                else if (Read(folder, path) is { } found)
                {
                    loaded.Add(found);
                }
            }
        }

        return loaded;
    }

    public void Write(StorageKey collection, StoredObject version)
    {
        var path = PathOf(collection, version.Key);
        PrivateFile.CreateFolder(Path.GetDirectoryName(path)!);
        Replace(path, version.Json);
    }

    public void Delete(StorageKey collection, ObjectKey key)
    {
        var path = PathOf(collection, key);
        File.Delete(path);
        if (Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder))
        {
            DirectorySync.Flush(folder);
        }
    }

    private (StorageKey Collection, StoredObject Object)? Read(string folder, string path)
    {
        try
        {
            var json = File.ReadAllBytes(path);
            var document = Doc.Parse(json);
            if (document.Name().Length == 0
                || document.Text("apiVersion") is not { Length: > 0 } apiVersion
                || !long.TryParse(document.Text("metadata", "resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            {
                Quarantine(path, "it names no object, apiVersion or resourceVersion");
                return null;
            }

            var parts = Path.GetFileName(folder).Split('_', 2);
            var collection = new StorageKey(parts[0] == "core" ? "" : parts[0], parts[^1], apiVersion);
            return (collection, StoredObject.Read(document, revision, json));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            Quarantine(path, error.Message);
            return null;
        }
    }

    private void Quarantine(string path, string reason)
    {
        var folder = Path.Combine(root, "quarantine");
        Directory.CreateDirectory(folder);
        var home = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '_');
        var target = Path.Combine(folder, home);
        for (var i = 1; File.Exists(target); i++)
        {
            target = Path.Combine(folder, $"{home}.{i}");
        }

        File.Move(path, target);
        LogQuarantined(logger, path, target, reason);
    }

    private string PathOf(StorageKey collection, ObjectKey key) => Path.Combine(
        ObjectsRoot,
        $"{(collection.Group.Length == 0 ? "core" : collection.Group)}_{collection.Plural}",
        key.Namespace.Length == 0 ? "_" : key.Namespace,
        FileName(key.Name) + ".json");

    private static string FileName(string name)
    {
        var safe = Uri.EscapeDataString(name);
        return safe.Length <= NameLimit ? safe : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    private static void Replace(string path, byte[] content)
    {
        var draft = path + Temporary;
        using (var file = PrivateFile.Create(draft))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}
