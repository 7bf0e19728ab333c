using MetalOrleans.Grains.Nodes;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Controllers;

namespace MetalOrleans.Silo.Hosting;

/// <summary>The parts of a silo that BGP alone needs.</summary>
internal static class BgpParts
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<DrainClock>();
        services.AddSingleton<BgpSessionBoard>();
        services.AddSingleton<AdvertisementBoard>();
        services.AddSingleton<IAdvertisementSink>(provider => provider.GetRequiredService<AdvertisementBoard>());
        services.AddSingleton<SessionController>();
        services.AddSingleton<SpeakerRoster>();
        services.AddSingleton<BgpStatusController>();
        services.AddSingleton<BgpSessionStateController>();
    }
}
