// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/cek-reuse-strategy.h"

#include "ns3/answerer-cek-reuse.h"
#include "ns3/counted-cek-reuse.h"
#include "ns3/dialog-cek-reuse.h"
#include "ns3/once-cek-reuse.h"
#include "ns3/per-direction-cek-reuse.h"
#include "ns3/rolling-cek-reuse.h"

namespace ns3
{

std::unique_ptr<CekReuseStrategy>
CekReuseStrategy::Create(CekReuse kind)
{
    switch (kind)
    {
    case CekReuse::Once:
        return std::make_unique<OnceCekReuse>();
    case CekReuse::MaxDecrypts:
        return std::make_unique<CountedCekReuse>();
    case CekReuse::Dialog:
        return std::make_unique<DialogCekReuse>();
    case CekReuse::Rolling:
        return std::make_unique<RollingCekReuse>();
    case CekReuse::PerDirection:
        return std::make_unique<PerDirectionCekReuse>();
    case CekReuse::Answerer:
        break;
    }
    return std::make_unique<AnswererCekReuse>();
}

} // namespace ns3
