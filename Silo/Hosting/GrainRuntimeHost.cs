#if GRAIN_RUNTIME_ORLEANS
using Orleans.Serialization;
#endif

namespace MetalOrleans.Silo.Hosting;

/// <summary>
/// Hosts the grains. The one file in the silo that knows which runtime does it: <c>Grains.Runtime</c> in this process, or
/// Microsoft Orleans (build property <c>GrainRuntime</c>).
/// </summary>
internal static class GrainRuntimeHost
{
    public static void AddGrainRuntime(this IHostApplicationBuilder builder)
    {
#if GRAIN_RUNTIME_ORLEANS
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            // Domain values carry no serializer attributes; they cross between silos as JSON.
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
                type => type.Namespace?.StartsWith("MetalOrleans.Domain", StringComparison.Ordinal) == true));
        });
#else
        builder.UseOrleans(_ => { });
#endif
    }
}
