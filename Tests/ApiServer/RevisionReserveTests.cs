using System.Globalization;
using MetalOrleans.ApiServer;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.ApiServer;

/// <summary>Revisions are reserved on disk well ahead, so that a disk that takes nothing for a while costs nobody a write.</summary>
public sealed class RevisionReserveTests : IDisposable
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    // Half of what is reserved at a time.
    private const long Half = 5_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("metalorleans-api-").FullName;
    private readonly RecordedLog _log = new();

    private string Data => Path.Combine(_folder, "data");

    private long Reserved => long.Parse(File.ReadAllText(Path.Combine(Data, "revision")), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_when_the_next_revisions_are_due_refuses_no_write_and_is_tried_again()
    {
        await using var api = await ApiClient.StartAsync(new ApiServerOptions { Directory = Data, LoggerFactory = _log.Loggers });
        (await api.PostAsync(Maps, ApiClient.ConfigMap("map", "0"))).Expect(201);
        var first = Reserved;
        // A file in the place of the folder: nothing can be written in it, not even by root.
        Directory.Move(Data, Data + ".away");
        await File.WriteAllTextAsync(Data, "");

        var last = await WriteUntilAsync(api, first - Half + 1);

        Assert.True(last < first, $"{last} is one of those that were reserved up to {first}");
        Assert.Single(_log.With("\"error\"", "The count of revisions was not written"));
        PutBack();
        // Tried again after a hundred more.
        last = await WriteUntilAsync(api, last + 101);
        Assert.InRange(Reserved, last + Half, last + (2 * Half));
    }

    private void PutBack()
    {
        File.Delete(Data);
        while (Directory.Exists(Data + ".away"))
        {
            try
            {
                if (Directory.Exists(Data))
                {
                    // The server has just made itself a new folder.
                    Directory.Delete(Data, recursive: true);
                }

                Directory.Move(Data + ".away", Data);
            }
            catch (IOException)
            {
                // And writes in it.
            }
        }
    }

    private static async Task<long> WriteUntilAsync(ApiClient api, long revision)
    {
        while (api.Server.ResourceVersion < revision)
        {
            (await api.PutAsync(Maps + "/map", ApiClient.ConfigMap("map", api.Server.ResourceVersion.ToString(CultureInfo.InvariantCulture)))).Expect(200);
        }

        return api.Server.ResourceVersion;
    }
}
