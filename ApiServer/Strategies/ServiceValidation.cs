using System.Net;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>The checks of kube-apiserver's ValidateService that people meet, with its sentences.</summary>
internal static class ServiceValidation
{
    private const string OnlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";
    private const string IpExample = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    public static void Check(JsonObject item, List<Cause> causes)
    {
        var spec = item.Object("spec") ?? [];
        var type = spec.Text("type") ?? "";
        if (type is not ("ClusterIP" or "NodePort" or "LoadBalancer" or "ExternalName"))
        {
            causes.Add(Cause.NotSupported("spec.type", type, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
        }

        if (spec.Array("ports") is not { Count: > 0 } && type != "ExternalName" && !ServiceKinds.IsHeadless(spec))
        {
            causes.Add(Cause.Required("spec.ports"));
        }

        if (type == "LoadBalancer" && ServiceKinds.IsHeadless(spec))
        {
            causes.Add(Cause.Invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for LoadBalancer services"));
        }

        if (type == "NodePort" && ServiceKinds.IsHeadless(spec))
        {
            causes.Add(Cause.Invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for NodePort services"));
        }

        CheckExternalName(spec, type, causes);
        ServicePortValidation.Check(spec, causes);
        CheckOne("spec.sessionAffinity", spec.Text("sessionAffinity"), ["ClientIP", "None"], causes);
        CheckOne("spec.internalTrafficPolicy", spec.Text("internalTrafficPolicy"), ["Cluster", "Local"], causes);
        CheckOne("spec.ipFamilyPolicy", spec.Text("ipFamilyPolicy"), ["PreferDualStack", "RequireDualStack", "SingleStack"], causes);
        CheckFamilies(spec, causes);
        CheckSelector(spec, causes);
        CheckClusterIPs(spec, causes);
        CheckTrafficPolicy(spec, causes);
        CheckLoadBalancerFields(spec, type, causes);
    }

    public static void CheckChange(JsonObject spec, JsonObject old, List<Cause> causes)
    {
        if (ServiceKinds.NeedsClusterIP(spec) && ServiceKinds.NeedsClusterIP(old))
        {
            var before = old.Array("clusterIPs").Strings().FirstOrDefault();
            var after = spec.Array("clusterIPs").Strings().FirstOrDefault();
            if (!string.IsNullOrEmpty(before) && before != after)
            {
                var shown = Doc.ToJson(spec.Array("clusterIPs"));
                causes.Add(Cause.InvalidText("spec.clusterIPs[0]", shown, "may not change once set"));
            }

            if (old.Array("ipFamilies").Strings().FirstOrDefault() is { } family && spec.Array("ipFamilies").Strings().FirstOrDefault() is { } now && now != family)
            {
                causes.Add(Cause.Invalid("spec.ipFamilies[0]", now, "may not change once set"));
            }
        }

        if (old.Text("type") == "LoadBalancer" && spec.Text("type") == "LoadBalancer"
            && old.Text("loadBalancerClass") != spec.Text("loadBalancerClass"))
        {
            causes.Add(Cause.Invalid("spec.loadBalancerClass", spec.Text("loadBalancerClass"), "may not change once set"));
        }
    }

    private static void CheckExternalName(JsonObject spec, string type, List<Cause> causes)
    {
        if (type != "ExternalName")
        {
            return;
        }

        if (!string.IsNullOrEmpty(spec.Text("clusterIP")))
        {
            causes.Add(Cause.Forbidden("spec.clusterIPs", "may not be set for ExternalName services"));
        }

        if (spec.Text("externalName") is not { Length: > 0 } name)
        {
            causes.Add(Cause.Required("spec.externalName"));
        }
        else if (NameRules.CheckSubdomain(name.TrimEnd('.')) is { } why)
        {
            causes.Add(Cause.Invalid("spec.externalName", name, why));
        }
    }

    private static void CheckFamilies(JsonObject spec, List<Cause> causes)
    {
        var families = spec.Array("ipFamilies").Strings().ToArray();
        for (var i = 0; i < families.Length; i++)
        {
            CheckOne($"spec.ipFamilies[{i}]", families[i], ["IPv4", "IPv6"], causes);
            if (Array.IndexOf(families, families[i]) < i)
            {
                causes.Add(Cause.Duplicate($"spec.ipFamilies[{i}]", families[i]));
            }
        }
    }

    private static void CheckSelector(JsonObject spec, List<Cause> causes)
    {
        foreach (var (key, value) in spec.Object("selector") ?? [])
        {
            if (NameRules.CheckQualifiedName(key) is { } badKey)
            {
                causes.Add(Cause.Invalid("spec.selector", key, badKey));
            }

            if (NameRules.CheckLabelValue(Doc.AsText(value) ?? "") is { } badValue)
            {
                causes.Add(Cause.Invalid("spec.selector", Doc.AsText(value), badValue));
            }
        }
    }

    private static void CheckClusterIPs(JsonObject spec, List<Cause> causes)
    {
        var addresses = spec.Array("clusterIPs").Strings().ToArray();
        for (var i = 0; i < addresses.Length; i++)
        {
            if (addresses[i] is not ("None" or "") && !IPAddress.TryParse(addresses[i], out _))
            {
                causes.Add(Cause.Invalid($"spec.clusterIPs[{i}]", addresses[i], IpExample));
            }
        }

        if (spec.Text("clusterIP") is { Length: > 0 } first && addresses.Length > 0 && addresses[0] != first)
        {
            causes.Add(Cause.Invalid("spec.clusterIP", first, "must match the first value of `clusterIPs`"));
        }

        var external = spec.Array("externalIPs").Strings().ToArray();
        for (var i = 0; i < external.Length; i++)
        {
            if (!IPAddress.TryParse(external[i], out _))
            {
                causes.Add(Cause.Invalid($"spec.externalIPs[{i}]", external[i], IpExample));
            }
        }
    }

    private static void CheckTrafficPolicy(JsonObject spec, List<Cause> causes)
    {
        var policy = spec.Text("externalTrafficPolicy") ?? "";
        if (!ServiceKinds.NeedsExternalTrafficPolicy(spec))
        {
            if (policy.Length > 0)
            {
                causes.Add(Cause.Invalid("spec.externalTrafficPolicy", policy, "may only be set for externally-accessible services"));
            }
        }
        else
        {
            CheckOne("spec.externalTrafficPolicy", policy, ["Cluster", "Local"], causes);
        }

        if (spec.Integer("healthCheckNodePort") is not (null or 0) && !ServiceKinds.NeedsHealthCheckPort(spec))
        {
            causes.Add(Cause.Invalid(
                "spec.healthCheckNodePort",
                spec.Integer("healthCheckNodePort"),
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
        }
    }

    private static void CheckLoadBalancerFields(JsonObject spec, string type, List<Cause> causes)
    {
        var ranges = spec.Array("loadBalancerSourceRanges").Strings().ToArray();
        if (type != "LoadBalancer")
        {
            foreach (var field in new[] { "loadBalancerClass", "allocateLoadBalancerNodePorts" })
            {
                if (spec[field] is not null)
                {
                    causes.Add(Cause.Forbidden($"spec.{field}", OnlyLoadBalancer));
                }
            }

            if (ranges.Length > 0)
            {
                causes.Add(Cause.Forbidden("spec.LoadBalancerSourceRanges", OnlyLoadBalancer));
            }

            return;
        }

        for (var i = 0; i < ranges.Length; i++)
        {
            if (!ranges[i].Contains('/', StringComparison.Ordinal) || !IPNetwork.TryParse(ranges[i].Trim(), out _))
            {
                causes.Add(Cause.Invalid($"spec.LoadBalancerSourceRanges[{i}]", ranges[i], "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
            }
        }

        if (spec.Text("loadBalancerClass") is { } name && NameRules.CheckQualifiedName(name) is { } why)
        {
            causes.Add(Cause.Invalid("spec.loadBalancerClass", name, why));
        }
    }

    public static void CheckStatus(JsonObject item, List<Cause> causes)
    {
        if (item.Text("spec", "type") != "LoadBalancer" && item.Array("status", "loadBalancer", "ingress") is { Count: > 0 })
        {
            causes.Add(Cause.Forbidden("status.loadBalancer.ingress", "may only be used when `spec.type` is 'LoadBalancer'"));
            return;
        }

        var index = -1;
        foreach (var ingress in item.Array("status", "loadBalancer", "ingress").Objects())
        {
            index++;
            var at = $"status.loadBalancer.ingress[{index}]";
            if (ingress.Text("ip") is { Length: > 0 } ip)
            {
                if (!IPAddress.TryParse(ip, out _))
                {
                    causes.Add(Cause.Invalid($"{at}.ip", ip, IpExample));
                }

                CheckOne($"{at}.ipMode", ingress.Text("ipMode"), ["Proxy", "VIP"], causes);
            }
            else if (ingress["ipMode"] is not null)
            {
                causes.Add(Cause.Forbidden($"{at}.ipMode", "may not be specified when `ip` is not set"));
            }

            if (ingress.Text("hostname") is { Length: > 0 } host && IPAddress.TryParse(host, out _))
            {
                causes.Add(Cause.Invalid($"{at}.hostname", host, "must be a DNS name, not an IP address"));
            }
        }
    }

    private static void CheckOne(string field, string? value, string[] allowed, List<Cause> causes)
    {
        if (value is not null && !allowed.Contains(value, StringComparer.Ordinal))
        {
            causes.Add(Cause.NotSupported(field, value, allowed));
        }
    }
}
